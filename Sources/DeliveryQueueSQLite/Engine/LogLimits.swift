/// How long a write-ahead log may become, in frames of a page of 4 KiB.
package struct LogLimits: Hashable, Sendable {
    /// How much it grows before it is copied into the database.
    ///
    /// Default 1,000: what SQLite's own checkpoints wait for.
    package var step: Int64 = 1_000
    /// How long it is when who commits has to wait until all of it was copied.
    ///
    /// Default 16,384, which is 64 MiB: what a start has to read again takes less than a second, and a pause comes seldom.
    package var bound: Int64 = 16_384
}
