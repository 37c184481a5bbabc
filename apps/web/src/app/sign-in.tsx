// Signing in.
import { resources } from '@decnet/contract'
import { useEffect, useState } from 'react'
import { asProblem, client } from '../lib/api.ts'
import { Button } from '../ui/button.tsx'
import { SecretField, TextField } from '../ui/field.tsx'
import { Wordmark } from '../ui/wordmark.tsx'

export function SignIn({ onDone }: { onDone: () => void }) {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    document.title = 'Sign in · DECNET'
  }, [])
  const send = async () => {
    setBusy(true)
    setProblem(null)
    try {
      await client.call(resources.auth.login, { body: { username, password } })
      onDone()
    } catch (error) {
      setProblem(asProblem(error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <main className="dn-sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (username && password) void send()
        }}
      >
        <Wordmark />
        <h1>Sign in</h1>
        <TextField label="User name" value={username} onChange={setUsername} autoFocus autoComplete="username" />
        <SecretField label="Password" value={password} onChange={setPassword} />
        <p className="dn-sign-in-problem" role="alert">
          {problem}
        </p>
        <Button kind="primary" type="submit" busy={busy} disabled={!username || !password}>
          Sign in
        </Button>
        <p className="dn-faint">The first start of the platform prints the admin’s password once, in the terminal it was started from.</p>
      </form>
    </main>
  )
}
