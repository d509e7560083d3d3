/// The one place that decides where header fields begin and where the header ends, fed in any chunking.
///
/// The states, each with where it may go:
/// - `lineStart` → `emptyLine`, `name`, `value` (a folded line), or the end of the header
/// - `emptyLine` (a CR at the start of a line) → the end of the header
/// - `name` → `blankBehindName`, `value`, or the end of the header
/// - `blankBehindName` → `value`, or the end of the header
/// - `value` → `carriageReturn`
/// - `carriageReturn` → `lineStart`, `value`
struct HeaderScanner: Sendable {
    /// Where a field stands, in octets from the start of the message.
    struct Mark: Hashable, Sendable {
        var start: Int
        var nameEnd: Int
        var colon: Int
    }

    /// Where the header ends.
    struct Found: Hashable, Sendable {
        var ending: MessageHeader.Ending
        var fieldsEnd: Int
        var bodyOffset: Int
    }

    private enum State: Sendable {
        case lineStart
        case emptyLine
        case name
        case blankBehindName
        case value
        case carriageReturn
    }

    /// How many octets were looked at.
    private(set) var offset = 0
    /// The fields found so far.
    private(set) var marks: [Mark] = []

    private var state = State.lineStart
    private var lineStart = 0
    private var nameEnd = 0
    private let limits: HeaderLimits

    init(limits: HeaderLimits) {
        self.limits = limits
        marks.reserveCapacity(32)
    }

    /// Looks at more octets; when the answer is not nil, the header has ended and nothing more is to be fed.
    mutating func scan(_ bytes: Span<UInt8>) throws(MessageError) -> Found? {
        let base = offset
        let room = max(0, limits.maximumSize - base)
        let end = min(bytes.count, room)
        var index = 0
        while index < end {
            if state == .value {
                index = bytes.firstIndex(of: UInt8(ascii: "\r"), in: index..<end)
                guard index < end else { break }
            } else if state == .name {
                while index < end, bytes[index].isFieldNameText { index += 1 }
                guard index < end else { break }
            }
            let found = try take(bytes[index], at: base + index)
            if let found { return found }
            index += 1
        }
        offset = base + end
        guard bytes.count <= room else {
            throw MessageError(.headerTooLarge(limit: limits.maximumSize), at: limits.maximumSize)
        }
        return nil
    }

    /// Where the header ends when no more octets come.
    func finish() -> Found {
        switch state {
        case .lineStart, .value, .carriageReturn:
            Found(ending: .endOfInput, fieldsEnd: offset, bodyOffset: offset)
        case .emptyLine, .name, .blankBehindName: malformedLine
        }
    }

    private var malformedLine: Found {
        Found(ending: .malformedLine, fieldsEnd: lineStart, bodyOffset: lineStart)
    }

    private mutating func take(_ octet: UInt8, at position: Int) throws(MessageError) -> Found? {
        switch state {
        case .lineStart:
            lineStart = position
            if octet == UInt8(ascii: "\r") {
                state = .emptyLine
            } else if octet.isBlank {
                guard !marks.isEmpty else { return malformedLine }
                state = .value
            } else {
                guard octet.isFieldNameText else { return malformedLine }
                state = .name
            }
        case .emptyLine:
            guard octet == UInt8(ascii: "\n") else { return malformedLine }
            return Found(ending: .emptyLine, fieldsEnd: lineStart, bodyOffset: position + 1)
        case .name, .blankBehindName:
            if octet == UInt8(ascii: ":") {
                try add(Mark(start: lineStart, nameEnd: state == .name ? position : nameEnd, colon: position))
                state = .value
            } else if octet.isBlank {
                if state == .name { nameEnd = position }
                state = .blankBehindName
            } else {
                guard state == .name, octet.isFieldNameText else { return malformedLine }
            }
        case .value:
            if octet == UInt8(ascii: "\r") { state = .carriageReturn }
        case .carriageReturn:
            if octet == UInt8(ascii: "\n") {
                state = .lineStart
            } else if octet != UInt8(ascii: "\r") {
                state = .value
            }
        }
        return nil
    }

    private mutating func add(_ mark: Mark) throws(MessageError) {
        guard marks.count < limits.maximumFieldCount else {
            throw MessageError(.tooManyFields(limit: limits.maximumFieldCount), at: mark.start)
        }
        marks.append(mark)
    }
}
