// The contrast of each readable pair of tokens, measured in the theme that is on.
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useState } from 'react'
import { readable } from '../../ui/theme.ts'

/** Relative luminance (WCAG 2.2, 1.4.3) of `#rrggbb`. */
export function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast ratio (WCAG 2.2) of two `#rrggbb` colours. */
export function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

export function ContrastTable() {
  const scheme = useComputedColorScheme('light')
  const [rows, setRows] = useState<readonly { ink: string; ground: string; ratio: number }[]>([])
  useEffect(() => {
    void scheme
    setRows(readable.map(([ink, ground]) => ({ ink, ground, ratio: contrast(token(ink), token(ground)) })))
  }, [scheme])
  return (
    <table className="dn-small">
      <thead>
        <tr>
          <th scope="col">Ink</th>
          <th scope="col">Ground</th>
          <th scope="col">Sample</th>
          <th scope="col">Contrast</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.ink}${row.ground}`}>
            <th scope="row">{row.ink}</th>
            <td>{row.ground}</td>
            <td>
              <span className="dn-swatch" style={{ color: `var(${row.ink})`, background: `var(${row.ground})` }}>
                Sphinx of quartz
              </span>
            </td>
            <td>{`${row.ratio.toFixed(2)}${row.ratio < 4.5 ? ', too low' : ''}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
