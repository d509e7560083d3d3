/// A message on its way in: how much of it came, and whether it can still be taken.
struct IncomingMessage: Sendable {
    var decoder = MessageDataDecoder()
    private var header = HeaderMeter()
    private var lines = LineDiscipline()
    /// The octets of the message so far, dots undone.
    private(set) var size = 0
    /// The octets that were read after the message had been refused.
    private(set) var discarded = 0
    /// Why the message cannot be taken, once that is known.
    var refusal: SMTPReply?
    /// Whether any octets are allowed, as for a message of BINARYMIME.
    var isBinary = false
    /// Of the chunk that is coming in: how many octets are awaited, and whether it is the last.
    var chunkRemaining = 0
    var isLastChunk = false
    /// Where the session goes on behind a chunk that belongs to no transaction, or to one without recipients.
    var phaseBefore: SMTPServerMachine.Phase?

    /// Takes octets; false where they are not to be given on, as the message is refused already.
    mutating func take(_ octets: Span<UInt8>, within configuration: SMTPServerConfiguration) -> Bool {
        let before = size
        size += octets.count
        guard refusal == nil else {
            discarded += octets.count
            return false
        }
        if size <= configuration.maximumMessageSize {
            header.note(octets)
            if header.size <= configuration.maximumHeaderSize { return true }
            discarded += octets.count
        } else {
            // What lies before the limit was wanted.
            discarded += size - max(before, configuration.maximumMessageSize)
        }
        return false
    }

    /// Checks the lines of octets that came in a chunk.
    mutating func checkLines(_ octets: Span<UInt8>) {
        guard !isBinary else { return }
        lines.check(octets)
        if lines.isBroken, refusal == nil { refusal = SMTPServerMachine.malformedMessage }
    }

    /// Whether lines that came in chunks may end here.
    var linesMayEnd: Bool { isBinary || lines.mayEnd }

    /// Whether the header is over its limit.
    func hasLargeHeader(_ configuration: SMTPServerConfiguration) -> Bool {
        header.size > configuration.maximumHeaderSize
    }
}
