// For tests: deckies without sockets, and the runner of transcripts.
export { Inbox } from './testing/inbox.ts'
export { type Emitted, type TestClient, type TestDecky, type TestDeckyInput, type TestCapture, testDecky } from './testing/decky.ts'
export { testConversation, type TestConversation, type TestConversationInput } from './testing/conversation.ts'
export { seededRandom } from './testing/random.ts'
export { type Transcript, parseTranscript, runTranscript, transcriptsBeside } from './testing/transcript.ts'
