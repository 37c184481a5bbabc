// For tests: conversations without sockets.
export {}
