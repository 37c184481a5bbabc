// Credentials as tried; the uuid is a UUIDv5 over what makes two tries the same.
import type { Credential } from '@decnet/kernel'

export type CredentialsTable = Credential
