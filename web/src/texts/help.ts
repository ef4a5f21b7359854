import type { Pair } from '../texts'

export const helpTexts = {
  helpDayTitle: ['每天做什么', 'Day by day'],
  helpDay: ['打开“今日待办”，一户一户来。填好或改好按“保存”；待更新的没有变化，按“无变化”。列表空了，今天就做完了。', 'Open “Today’s work” and go house by house. Fill in or correct and press “Save”; where nothing changed, “No change”. When the list is empty, you are done.'],
  helpReportsTitle: ['报表', 'Reports'],
  helpReports: ['报表自己从台账取数，不用再抄。打开“报表”，选单位和日期，下载 Excel。点一个数，能看到它由哪些记录组成。', 'Reports count from the ledgers by themselves. Open “Reports”, choose unit and date, download. Click a number to see the rows behind it.'],
  helpWrongTitle: ['看到错的', 'Something is wrong'],
  helpWrong: ['归您管的，在台账里直接改，改错了按“撤销”。不归您管的，选中那一格，点“提出异议”，在“异议”里看答复。', 'What you keep you correct in the ledger; “Undo” takes it back. What others keep: choose the cell, press “Dispute”, and find the answer under “Disputes”.'],
  helpKeysTitle: ['键盘', 'Keys'],
  helpKeysMove: ['Tab、Shift+Tab：到下一处、上一处', 'Tab, Shift+Tab: to the next and the previous place'],
  helpKeysEnter: ['Enter：保存或打开；Esc：关闭、放弃', 'Enter: save or open; Esc: close, leave as it was'],
  helpKeysGrid: ['台账里：方向键移动，Enter 修改，Ctrl+Z 撤销，Ctrl+V 从 Excel 或 WPS 粘贴，Tab 离开', 'In a ledger: arrows move, Enter edits, Ctrl+Z undoes, Ctrl+V pastes from Excel or WPS, Tab leaves'],
  helpKeysWork: ['今日待办里：Ctrl+Enter 整户无变化', "In today's work: Ctrl+Enter says “no change” of the whole house"],
  helpSeeTitle: ['看不清', 'Hard to read'],
  helpSee: ['右上角（手机上在“菜单”里）有“大字”和“深色”；浏览器的 Ctrl 和 + 可以再放大。', '“Large text” and “Dark” stand at the top right (on a phone in the menu); Ctrl and + enlarge further.'],
  helpWhoTitle: ['还是不行', 'Still stuck'],
  helpWho: ['找本单位的管理员：忘记密码、换岗位、没有权限都由管理员处理。页面上有请求编号的，把编号告诉管理员。', 'Ask your administrator, who helps with forgotten passwords, posts and rights. If the page shows a request number, pass it on.'],
} as const satisfies Record<string, Pair>
