/// Parts a message that comes in pieces into its header, which is kept, and its body, which is not.
///
/// However the message is cut, the header is the one that ``MessageHeader`` finds in the whole. The memory it takes is
/// that of the header, within the limits, whatever the size of the body. An error stays: every later call throws it again.
public struct HeaderBodySplitter: Sendable {
    /// What a piece of the message turned out to be; complete, as a piece is before, at or behind the end of the header.
    public enum Step: Hashable, Sendable {
        /// All of it belongs to the header so far.
        case header
        /// The body begins in it: first the carried octets of earlier pieces, then those of this piece from the offset on.
        ///
        /// Octets are carried only where a line turned out to be malformed that began in an earlier piece.
        case bodyBegins(carried: [UInt8], from: Int)
        /// All of it belongs to the body.
        case body
    }

    /// The header's octets so far, in the end with the empty line behind it.
    public private(set) var header: [UInt8] = []
    /// What ended the header, or nil while it goes on.
    public private(set) var ending: MessageHeader.Ending?

    private let limits: HeaderLimits
    private var scanner: HeaderScanner
    private var failure: MessageError?
    /// Where the header ends, once it is known.
    private var found: HeaderScanner.Found?

    /// Makes a splitter that has seen nothing.
    ///
    /// - Parameter limits: how much header is accepted.
    public init(limits: HeaderLimits = .standard) {
        self.limits = limits
        scanner = HeaderScanner(limits: limits)
    }

    /// Takes the next piece of the message.
    ///
    /// - Parameter piece: any number of octets.
    /// - Returns: what the piece is.
    /// - Throws: `MessageError` with the problem `headerTooLarge` or `tooManyFields`.
    public mutating func feed(_ piece: Span<UInt8>) throws(MessageError) -> Step {
        if let failure { throw failure }
        guard ending == nil else { return .body }
        let before = scanner.offset
        let answer: HeaderScanner.Found?
        do {
            answer = try scanner.scan(piece)
        } catch {
            failure = error
            throw error
        }
        guard let found = answer else {
            header.append(octetsOf: piece)
            return .header
        }
        self.found = found
        ending = found.ending
        guard found.bodyOffset >= before else { return .bodyBegins(carried: cutHeader(to: found.bodyOffset), from: 0) }
        let offset = found.bodyOffset - before
        header.append(octetsOf: piece.extracting(0..<offset))
        return .bodyBegins(carried: [], from: offset)
    }

    /// Says that the message has ended.
    ///
    /// - Returns: octets that were taken for the header and are the body: a last line that is no field.
    public mutating func finish() -> [UInt8] {
        guard ending == nil, failure == nil else { return [] }
        let found = scanner.finish()
        self.found = found
        ending = found.ending
        return cutHeader(to: found.bodyOffset)
    }

    /// The fields of the header, once it has ended.
    ///
    /// - Throws: `MessageError` when feeding threw one, and then the same.
    public func parsedHeader() throws(MessageError) -> MessageHeader {
        if let failure { throw failure }
        guard let found else { return try MessageHeader(parsing: header, limits: limits) }
        return MessageHeader(header, marks: scanner.marks, found: found)
    }

    /// Where the fields of the header stand, once it has ended.
    ///
    /// - Throws: `MessageError` when feeding threw one, and then the same.
    package func layout() throws(MessageError) -> HeaderLayout {
        if let failure { throw failure }
        return HeaderLayout(header, marks: scanner.marks, end: found?.fieldsEnd ?? header.count)
    }

    private mutating func cutHeader(to length: Int) -> [UInt8] {
        let carried = Array(header[length...])
        header.removeSubrange(length...)
        return carried
    }
}
