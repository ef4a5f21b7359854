import type { Pair } from '../texts'

export const templateTexts = {
  templates: ['报表', 'Reports'],
  templatesHelp: ['把部门发来的 Excel 表传上来，确认一次，以后自动填好。', "Upload a department's workbook, confirm it once; from then on it fills itself."],
  upload: ['上传工作簿', 'Upload a workbook'],
  uploadDrop: ['把 .xlsx 文件拖到这里，或', 'Drop an .xlsx file here, or'],
  uploadPick: ['选择文件', 'choose a file'],
  uploading: ['正在上传并识别“{name}”……', 'Uploading and reading “{name}”…'],
  notXlsx: ['“{name}”不是 .xlsx 文件。请在 WPS 或 Excel 里另存为 .xlsx 再上传。', '“{name}” is not an .xlsx file. Save it as .xlsx in Excel or WPS, then upload it.'],
  noTemplates: ['还没有报表', 'No reports yet'],
  noTemplatesNext: ['把部门发来的 .xlsx 文件拖到上面的框里。', "Drop a department's .xlsx file in the box above."],
  templateName: ['名称', 'Name'],
  department: ['部门', 'Department'],
  understood: ['已识别', 'Understood'],
  questions: ['待确认', 'Questions'],
  unknown: ['未识别', 'Unknown'],
  boundOf: ['{n} / {all} 格', '{n} / {all} cells'],
  findTemplate: ['查找报表', 'Find a report'],
  noMatch: ['没有符合条件的内容', 'Nothing matches'],
} as const satisfies Record<string, Pair>
