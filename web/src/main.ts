import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import 'element-plus/theme-chalk/el-button.css'
import 'element-plus/theme-chalk/el-input.css'
import 'element-plus/theme-chalk/el-message.css'
import 'element-plus/theme-chalk/el-progress.css'
import './style.css'

import { createApp } from 'vue'

import App from './App.vue'
import { applyModes } from './modes'
import { tell } from './notice'
import { router } from './routes'
import { t } from './texts'

applyModes()
const app = createApp(App)
app.config.errorHandler = (error) => {
  console.error(error)
  tell(t('pageBroken'), 'error') // never a blank page without a word
}
app.use(router).mount('#app')
