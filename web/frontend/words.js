// Sentences that scripts say themselves; everything else comes written from the server.
const words = {
  vi: {
    saving: 'Đang lưu nháp…',
    saved: 'Đã lưu nháp lúc {time}',
    offline: 'Chưa lưu được lên máy chủ. Nội dung vẫn giữ ở máy này, sẽ thử lại.',
    signedOut: 'Phiên làm việc đã hết. Nội dung vẫn giữ ở máy này: đăng nhập ở thẻ khác rồi lưu lại.',
    refused: 'Máy chủ chưa nhận bản nháp. Nội dung vẫn giữ ở máy này.',
    found: 'Còn nội dung gõ lúc {time} chưa lưu được lên máy chủ.',
    notSentYet: 'Còn nội dung gõ lúc {time} chưa gửi, giữ ở máy này.',
    restore: 'Khôi phục',
    discard: 'Bỏ đi',
    tooLarge: '{name}: {size}, lớn hơn mức {limit}.',
    large: '{name}: {size}, tệp lớn; bản quét nên dưới {limit}.',
    sureTitle: 'Xác nhận',
    sure: 'Làm tiếp',
    notYet: 'Thôi',
    uploading: 'Đang gửi tệp: {percent}%',
    checking: 'Đã gửi xong, đang kiểm tra danh sách…',
    notSent: 'Chưa gửi được: mất kết nối. Nội dung còn nguyên, bấm lại để gửi tiếp.',
    tooMany: 'Chỉ chọn được nhiều nhất {max} dòng một lần.',
    zoomIn: 'Phóng to',
    zoomOut: 'Thu nhỏ',
    fit: 'Vừa khung',
    noDrawing: 'Không vẽ được sơ đồ. Xem các bước bằng chữ, hoặc tải lại trang.',
  },
  en: {
    saving: 'Saving the draft…',
    saved: 'Draft saved at {time}',
    offline: 'Not saved on the server yet. What you typed is kept on this computer; it will be tried again.',
    signedOut: 'Your session has ended. What you typed is kept on this computer: sign in in another tab, then save again.',
    refused: 'The server did not take the draft. What you typed is kept on this computer.',
    found: 'Text typed at {time} could not be saved on the server.',
    notSentYet: 'Text typed at {time} has not been sent; it is kept on this computer.',
    restore: 'Restore',
    discard: 'Discard',
    tooLarge: '{name}: {size}, more than the limit of {limit}.',
    large: '{name}: {size}, a large file; scans should stay under {limit}.',
    sureTitle: 'Please confirm',
    sure: 'Go on',
    notYet: 'Never mind',
    uploading: 'Sending the files: {percent}%',
    checking: 'Sent; the list is being checked…',
    notSent: 'Not sent: the connection was lost. Nothing is lost, press again to send.',
    tooMany: 'At most {max} rows can be selected at once.',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Fit to frame',
    noDrawing: 'The drawing could not be made. Read the steps in words, or load the page again.',
  },
};

export function say(key, values = {}) {
  const language = document.documentElement.lang === 'en' ? 'en' : 'vi';
  return words[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function clockTime(date) {
  return date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

export function fileSize(bytes) {
  const megabytes = bytes / 1024 / 1024;
  const comma = document.documentElement.lang === 'en' ? '.' : ',';
  return megabytes < 0.1 ? `${Math.ceil(bytes / 1024)} KB` : `${megabytes.toFixed(1).replace('.', comma)} MB`;
}
