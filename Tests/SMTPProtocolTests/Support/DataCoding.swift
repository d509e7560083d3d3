import SMTPProtocol

/// What a decoder made of a stream.
struct DecodedData: Equatable {
    /// The message as far as it was let through.
    var octets: [UInt8] = []
    var isMalformed = false
    var isEnded = false
    /// How many octets were read.
    var consumed = 0

    init(_ stream: [UInt8], _ chunking: Chunking) {
        var decoder = MessageDataDecoder()
        for chunk in chunking.chunks(of: stream) where !isEnded {
            var offset = 0
            var isWaiting = false
            while !isWaiting, !isEnded {
                switch decoder.next(chunk.span, from: &offset) {
                case .octets(let range): octets += chunk[range]
                case .end: isEnded = true
                case .needInput: isWaiting = true
                }
            }
            consumed += offset
        }
        isMalformed = decoder.isMalformed
    }
}

/// What an encoder made of a message.
struct EncodedData: Equatable {
    /// What would be sent before the terminator.
    var octets: [UInt8] = []
    var terminator: [UInt8]?
    var isMalformed = false

    init(_ message: [UInt8], _ chunking: Chunking) {
        var encoder = MessageDataEncoder()
        for chunk in chunking.chunks(of: message) {
            var offset = 0
            while let segment = encoder.next(chunk.span, from: &offset) {
                if segment.isPrecededByDot { octets.append(UInt8(ascii: ".")) }
                octets += chunk[segment.octets]
            }
        }
        terminator = encoder.terminator
        isMalformed = encoder.isMalformed
    }

    /// All that goes out, or nil where the message cannot be finished.
    var stream: [UInt8]? { terminator.map { octets + $0 } }
}

extension [UInt8] {
    /// The message as it arrives: with a CRLF at its end, unless it is empty.
    var ended: [UInt8] { isEmpty || suffix(2).elementsEqual([13, 10]) ? self : self + [13, 10] }
}
