// A short message at the top that goes away by itself; screen readers hear it.
import { ElMessage } from 'element-plus'

export function tell(message: string, type: 'success' | 'warning' | 'error' | 'info' = 'success'): void {
  ElMessage({ message, type, duration: type === 'error' ? 12000 : 6000, showClose: type === 'error' })
}
