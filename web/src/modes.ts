// How the page looks and speaks: language, light or dark, normal or large text. Remembered in this browser.
import { reactive, watchEffect } from 'vue'

export type Language = 'zh' | 'en'

const kKey = 'yitao.modes'

interface Modes {
  language: Language
  dark: boolean
  large: boolean
}

function remembered(): Modes {
  const system: Modes = {
    language: typeof navigator !== 'undefined' && /^en/i.test(navigator.language) ? 'en' : 'zh',
    dark: typeof matchMedia !== 'undefined' && matchMedia('(prefers-color-scheme: dark)').matches,
    large: false,
  }
  try {
    return { ...system, ...JSON.parse(localStorage.getItem(kKey) ?? '{}') }
  } catch {
    return system // storage switched off: modes hold for this visit
  }
}

export const modes = reactive(remembered())

/** Keeps <html> and the browser's storage in step with the modes. */
export function applyModes(): void {
  watchEffect(() => {
    const root = document.documentElement
    root.lang = modes.language === 'zh' ? 'zh-CN' : 'en'
    root.classList.toggle('dark', modes.dark)
    root.classList.toggle('large', modes.large)
    try {
      localStorage.setItem(kKey, JSON.stringify(modes))
    } catch {
      // as above
    }
  })
}
