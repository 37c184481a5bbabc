// The sign-in application's pages and style sheet.
import type { Company } from './company.ts'

const safe = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#039;')

export function styleSheet({ colour }: Company): string {
  return `:root { --brand: ${colour}; --ink: #22262b; --line: #d5d9de; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; font: 15px/1.5 "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: var(--ink); background: #eef1f4; }
header { background: var(--brand); color: #fff; padding: 14px 28px; font-size: 18px; letter-spacing: .02em; }
header span { opacity: .75; font-size: 14px; margin-left: 10px; }
main { flex: 1; display: flex; align-items: center; justify-content: center; padding: 24px; }
.card { width: 360px; background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: 28px 30px; box-shadow: 0 2px 10px rgba(20, 30, 40, .06); }
.card h1 { margin: 0 0 18px; font-size: 20px; font-weight: 600; }
label { display: block; margin: 14px 0 4px; font-size: 13px; color: #59616a; }
input[type=text], input[type=password], input[type=email] { width: 100%; padding: 9px 11px; border: 1px solid var(--line); border-radius: 4px; font: inherit; }
input:focus { outline: 2px solid var(--brand); outline-offset: -1px; }
button { margin-top: 20px; width: 100%; padding: 10px; border: 0; border-radius: 4px; background: var(--brand); color: #fff; font: inherit; font-weight: 600; cursor: pointer; }
.alert { margin: 0 0 12px; padding: 9px 12px; border-left: 3px solid #b3261e; background: #fdecea; color: #7d1a14; font-size: 14px; }
.note { margin: 0 0 12px; font-size: 14px; }
.links { margin-top: 16px; font-size: 13px; text-align: right; }
.links a { color: var(--brand); }
footer { padding: 14px; text-align: center; font-size: 12px; color: #7b838c; }
`
}

function page(company: Company, title: string, card: string): string {
  const name = safe(company.name)
  return `<!DOCTYPE html>
<html lang="en">
<head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex, nofollow">
    <title>${safe(title)} | ${name}</title>
    <link rel="stylesheet" href="/assets/app.css?v=${company.release}">
</head>
<body>
    <header>${name}<span>${safe(company.portal)}</span></header>
    <main>
        <div class="card">
${card}
        </div>
    </main>
    <footer>&copy; ${company.since} ${name} &middot; v${company.release}</footer>
</body>
</html>
`
}

/** `token` guards against cross-site requests; `user` is what was typed before, as latin1 bytes of UTF-8. */
export function loginPage(company: Company, form: { readonly token: string; readonly error?: string; readonly user?: string }): string {
  const alert = form.error === undefined ? '' : `            <p class="alert" role="alert">${safe(form.error)}</p>\n`
  return page(
    company,
    'Sign in',
    `            <h1>Sign in</h1>
${alert}            <form method="post" action="/login" autocomplete="off">
                <input type="hidden" name="_token" value="${form.token}">
                <label for="username">Username</label>
                <input type="text" id="username" name="username" value="${safe(form.user ?? '')}" required autofocus>
                <label for="password">Password</label>
                <input type="password" id="password" name="password" required>
                <button type="submit">Sign in</button>
            </form>
            <div class="links"><a href="/forgot">Forgot your password?</a></div>`,
  )
}

export function forgotPage(company: Company, token: string, sent: boolean): string {
  const text = sent
    ? '            <p class="note">If the address belongs to an account, a message with further steps is on its way.</p>'
    : `            <p class="note">Enter the e-mail address of your account.</p>
            <form method="post" action="/forgot">
                <input type="hidden" name="_token" value="${token}">
                <label for="email">E-mail address</label>
                <input type="email" id="email" name="email" required>
                <button type="submit">Send</button>
            </form>`
  return page(
    company,
    'Password reset',
    `            <h1>Password reset</h1>\n${text}\n            <div class="links"><a href="/login">Back to sign in</a></div>`,
  )
}
