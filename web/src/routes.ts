// Addresses after the #, so that one static file serves them all. Pages load when they are first opened.
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'

import { whenSignedOut } from './http'
import SignIn from './pages/SignIn.vue'
import { firstPage, knownSession, session, setSession } from './session'
import type { TextKey } from './texts'

const routes: RouteRecordRaw[] = [
  { path: '/', component: SignIn }, // never shown: beforeEach sends on from here
  { path: '/sign-in', component: SignIn, meta: { open: true } },
  { path: '/password', component: () => import('./pages/ChangePassword.vue') },
  { path: '/templates', component: () => import('./pages/Templates.vue') },
  { path: '/templates/:id', component: () => import('./pages/Template.vue') },
  { path: '/ledgers', component: () => import('./pages/Ledgers.vue') },
  { path: '/ledgers/:id', component: () => import('./pages/Ledger.vue') },
  { path: '/disputes', component: () => import('./pages/Disputes.vue') },
  { path: '/work', component: () => import('./pages/Work.vue') },
  { path: '/overview/:unit?', component: () => import('./pages/Overview.vue') },
  { path: '/burden', component: () => import('./pages/Burden.vue') },
  { path: '/accounts', component: () => import('./pages/Accounts.vue') },
  { path: '/units', component: () => import('./pages/Units.vue') },
  { path: '/audit', component: () => import('./pages/Audit.vue') },
  { path: '/help', component: () => import('./pages/Help.vue'), meta: { open: true } },
  { path: '/:rest(.*)*', component: () => import('./pages/NotFound.vue') },
]

export interface NavigationItem {
  to: string
  text: TextKey
  may: string | null
}

/** What stands in the top bar; each is shown when one's post may do it. */
export const navigation: NavigationItem[] = [
  { to: '/work', text: 'navWork', may: 'rows.write' },
  { to: '/ledgers', text: 'navLedgers', may: 'rows.read' },
  { to: '/disputes', text: 'navDisputes', may: 'rows.dispute' },
  { to: '/templates', text: 'navTemplates', may: 'templates.read' },
  { to: '/overview', text: 'navOverview', may: 'overview' },
  { to: '/burden', text: 'navBurden', may: 'burden' },
  { to: '/accounts', text: 'navAccounts', may: 'accounts' },
  { to: '/units', text: 'navUnits', may: 'units' },
  { to: '/audit', text: 'navAudit', may: 'audit' },
]

export const router = createRouter({
  history: createWebHashHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach(async (to) => {
  const known = await knownSession().catch(() => null)
  if (to.path === '/') return known ? firstPage() : '/sign-in'
  if (to.path === '/sign-in' && known) return typeof to.query.next === 'string' ? to.query.next : firstPage()
  if (to.meta.open) return true
  if (!known) return { path: '/sign-in', query: { next: to.fullPath } }
  if (known.must_change_password && to.path !== '/password') return '/password'
  return true
})

whenSignedOut(() => {
  if (!session.value) return
  setSession(null)
  void router.push({ path: '/sign-in', query: { next: router.currentRoute.value.fullPath } })
})
