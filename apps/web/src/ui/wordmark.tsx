// The name of the product with its mark, a lure on a line.

export function Wordmark({ small = false }: { small?: boolean }) {
  return (
    <span className="dn-wordmark">
      <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden focusable={false}>
        <path d="M16 4v11.5a5.5 5.5 0 1 1-5.5 5.5" fill="none" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round" />
        <circle cx="16" cy="5" r="2.6" fill="var(--dn-accent)" />
        <path d="M10.5 21l-3.2-3.2M10.5 21l3.6-2.6" fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
      </svg>
      {small ? null : <span>DECNET</span>}
    </span>
  )
}
