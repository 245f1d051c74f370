// Sample values for a table, and what it decides for them on the server.
import { act, make } from '../elements.js';

const WORDS = {
  title: ['Thử với dữ liệu mẫu', 'Try with sample values'],
  hint: ['JSON, ví dụ: {"muc": "xuat_sac", "so_nam": 5}', 'JSON, for example: {"level": "excellent", "years": 5}'],
  run: ['Tra bảng', 'Decide'],
  bad: ['Đây chưa phải JSON.', 'This is no JSON.'],
};

export function tried(place, decide) {
  const input = make('textarea', { class: 'v-input', rows: 3, id: 't-du-lieu', spellcheck: 'false' });
  input.value = '{}';
  const result = make('pre', { role: 'status', class: 's-result' });
  const button = act(say('run'), async () => {
    let values;
    try {
      values = JSON.parse(input.value);
    } catch {
      result.textContent = say('bad');
      return;
    }
    try {
      const answer = await decide(values);
      result.textContent = answer.error ?? `${JSON.stringify(answer.result, null, 2)}\n${answer.matched.join(', ')}`;
    } catch (reason) {
      result.textContent = reason.message;
    }
  }, { sign: 'play' });
  place.append(make('h2', { text: say('title') }), make('label', { for: 't-du-lieu', class: 'v-hint', text: say('hint') }), input, button, result);
}

function say(key) {
  return WORDS[key][document.documentElement.lang === 'en' ? 1 : 0];
}
