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
import { router } from './routes'

applyModes()
createApp(App).use(router).mount('#app')
