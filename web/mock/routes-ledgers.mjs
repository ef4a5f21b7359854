export const ledgerRoutes = []
