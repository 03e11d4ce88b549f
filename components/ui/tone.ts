/** Meaning of a colour. Never alone: always beside an icon or a sign, and a word. */
export type Tone = 'quiet' | 'plain' | 'accent' | 'care' | 'danger'

export const toneText: Record<Tone, string> = {
  quiet: 'text-faint',
  plain: 'text-ink',
  accent: 'text-accent',
  care: 'text-care',
  danger: 'text-danger',
}

export const toneWash: Record<Tone, string> = {
  quiet: 'bg-sunken',
  plain: 'bg-sunken',
  accent: 'bg-accent-wash',
  care: 'bg-care-wash',
  danger: 'bg-danger-wash',
}

export const toneBorder: Record<Tone, string> = {
  quiet: 'border-line',
  plain: 'border-edge',
  accent: 'border-accent',
  care: 'border-care',
  danger: 'border-danger',
}
