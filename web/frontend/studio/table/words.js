// Sentences of the table editor.
const WORDS = {
  title: ['Thử với dữ liệu mẫu', 'Try with sample values'],
  nothing: ['Bảng này không hỏi gì từ bên ngoài.', 'This table asks for nothing from outside.'],
  notTable: ['Mở một bảng để thử.', 'Open a table to try it.'],
  hint: ['Bỏ trống nghĩa là không biết. Danh sách cách nhau bằng dấu chấm phẩy.', 'Empty means unknown. Items of a list are parted by semicolons.'],
  run: ['Tra bảng', 'Decide'],
  result: ['Kết quả', 'Result'],
  none: ['Không dòng nào khớp.', 'No row matches.'],
  matched: ['Dòng khớp: {rows}', 'Matching rows: {rows}'],
  law: ['Giá trị trong quy định', 'Values of the law'],
  lawHint: ['Chọn một ô của bảng, chọn giá trị rồi chèn; số trong luật không ghi thẳng vào bảng.', 'Select a cell, choose a value, then insert it; numbers of the law are never written out in a table.'],
  insert: ['Chèn vào ô đang chọn', 'Put into the selected cell'],
  noCell: ['Hãy chọn một ô điều kiện hoặc kết quả trước.', 'First select a cell of a condition or a result.'],
  inserted: ['Đã chèn vào ô.', 'Put into the cell.'],
};

export function said(key, replacements = {}) {
  return WORDS[key][document.documentElement.lang === 'en' ? 1 : 0].replace(/{(\w+)}/g, (_whole, name) => replacements[name]);
}
