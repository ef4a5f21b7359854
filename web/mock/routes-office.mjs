export const officeRoutes = []
