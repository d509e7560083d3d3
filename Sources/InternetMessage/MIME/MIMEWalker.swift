/// Walks a message once and notes its parts; the parts that are open are kept in a list, so that nothing recurses.
///
/// An open part is in one of the states below; a delimiter line of a multipart ends all that is open inside of it.
/// - `body`: a single body or a message, which goes on to the next delimiter of a multipart around it
/// - `preamble` (a multipart before its first delimiter) → `parts`, or `epilogue`
/// - `parts` → `epilogue` at the closing delimiter
/// - `epilogue`, which goes on to the next delimiter of a multipart around it
struct MIMEWalker {
    /// What a part is to the one around it.
    enum Role: Hashable, Sendable {
        /// A message, the whole or one in a message/rfc822.
        case message
        /// A part of a multipart.
        case part
        /// A part of a multipart/digest.
        case digestPart
    }

    private enum State {
        case body
        case preamble
        case parts
        case epilogue(from: Int)
    }

    private struct OpenPart {
        var index: Int
        var childRole = Role.message
        var state = State.body
    }

    /// The parts found so far.
    private(set) var parts: [MIMEPart] = []
    /// The defects found so far.
    private(set) var defects: [MIMEDefect] = []

    private let message: [UInt8]
    private let limits: MIMEWalkLimits
    private var boundaries: BoundaryScanner
    /// The way from the whole message to where the walk is.
    private var open: [OpenPart] = []
    private var sawBareLineFeed = false
    private var isExhausted = false

    init(_ message: [UInt8], limits: MIMEWalkLimits) {
        self.message = message
        self.limits = limits
        boundaries = BoundaryScanner(message)
    }

    /// Walks the whole message.
    mutating func run() throws(MessageError) {
        var position = try begin(at: 0, as: .message)
        while !isExhausted, let delimiter = boundaries.next(from: position) {
            position = try take(delimiter)
        }
        while !open.isEmpty { closeLast(at: message.count) }
    }

    /// Ends what a delimiter ends and begins the part behind it; the answer is where to look for the next one.
    private mutating func take(_ delimiter: BoundaryScanner.Delimiter) throws(MessageError) -> Int {
        guard delimiter.isLast || parts.count < limits.maximumPartCount else {
            note(.tooManyParts(limit: limits.maximumPartCount), inPart: delimiter.owner, at: delimiter.lineStart)
            isExhausted = true
            return message.count
        }
        while let last = open.last, last.index != delimiter.owner { closeLast(at: delimiter.contentEnd) }
        guard let place = open.indices.last else { return message.count }
        if case .preamble = open[place].state {
            let start = parts[delimiter.owner].bodyRange.lowerBound
            parts[delimiter.owner].preambleRange = start..<delimiter.contentEnd
            if delimiter.isLast { note(.missingParts, inPart: delimiter.owner, at: delimiter.lineStart) }
        }
        noteLineEnd(of: delimiter)
        guard delimiter.isLast else {
            open[place].state = .parts
            // Where the message was cut off behind a delimiter, nothing has begun.
            guard delimiter.lineEnd < message.count else { return message.count }
            return try begin(at: delimiter.lineEnd, as: open[place].childRole)
        }
        open[place].state = .epilogue(from: delimiter.lineEnd)
        boundaries.close(owner: delimiter.owner)
        return delimiter.lineEnd
    }

    /// Begins a part, and the messages that begin with it; the answer is where the innermost body begins.
    private mutating func begin(at start: Int, as role: Role) throws(MessageError) -> Int {
        var (index, body) = try add(at: start, as: role)
        while parts[index].kind == .message { (index, body) = try add(at: body, as: .message) }
        return body
    }

    private mutating func closeLast(at end: Int) {
        guard let last = open.popLast() else { return }
        let body = parts[last.index].bodyRange.lowerBound
        parts[last.index].range = parts[last.index].range.lowerBound..<end
        parts[last.index].bodyRange = body..<end
        switch last.state {
        case .body: return
        case .preamble:
            parts[last.index].preambleRange = body..<end
            note(.missingParts, inPart: last.index, at: end)
        case .parts: if !isExhausted { note(.missingClosingDelimiter, inPart: last.index, at: end) }
        case .epilogue(let start): parts[last.index].epilogueRange = start..<end
        }
        boundaries.close(owner: last.index)
    }
}

extension MIMEWalker {
    /// Reads the header of a part, notes the part as one that is open, and decides how its body is walked.
    private mutating func add(at start: Int, as role: Role) throws(MessageError) -> (index: Int, body: Int) {
        let index = parts.count
        let headerStart = role == .message ? skipMailboxSeparator(from: start, inPart: index) : start
        let header = try MIMEPartHeader(at: headerStart, in: boundaries, limits: limits.header)
        let fields = MIMEPartFields(MIMEPartHeader.fields(of: header.fieldOctets), as: role)
        let body = header.range.upperBound
        if let offset = header.bareLineFeed { noteBareLineFeed(inPart: index, at: offset) }
        if header.endsMalformed { note(.malformedHeaderLine, inPart: index, at: body) }
        for problem in fields.problems { note(problem, inPart: index, at: headerStart) }
        let parent = open.last?.index
        parts.append(
            MIMEPart(
                index: index, parent: parent, depth: open.count, kind: .single, children: [],
                range: start..<message.count, headerRange: header.range, bodyRange: body..<message.count,
                contentType: fields.contentType, isTypeDeclared: fields.isTypeDeclared,
                disposition: fields.disposition, transferEncoding: fields.transferEncoding,
                identifier: fields.identifier, fieldOctets: header.fieldOctets))
        if let parent { parts[parent].children.append(index) }
        open.append(OpenPart(index: index))
        openContainer(index, body: body)
        return (index, body)
    }

    private mutating func openContainer(_ index: Int, body: Int) {
        let type = parts[index].contentType
        let isMultipart = type.type == "multipart"
        guard isMultipart || type.isWholeMessage && parts[index].transferEncoding.isIdentity else { return }
        guard parts[index].depth < limits.maximumDepth else {
            return note(.nestedTooDeeply(limit: limits.maximumDepth), inPart: index, at: body)
        }
        guard parts.count < limits.maximumPartCount else {
            return note(.tooManyParts(limit: limits.maximumPartCount), inPart: index, at: body)
        }
        guard isMultipart else {
            parts[index].kind = .message
            return
        }
        guard let boundary = type.boundary, !boundary.isEmpty else {
            return note(.missingBoundary, inPart: index, at: body)
        }
        parts[index].kind = .multipart
        open[open.count - 1].state = .preamble
        open[open.count - 1].childRole = type.subtype == "digest" ? .digestPart : .part
        boundaries.open(boundary, owner: index)
    }

    /// The offset behind a line `From ` of a mailbox file; a field of that name may have a blank before its colon.
    private mutating func skipMailboxSeparator(from start: Int, inPart index: Int) -> Int {
        let name = Self.mailboxSeparator
        guard message[start...].starts(with: name), boundaries.delimiter(at: start) == nil,
            message[(start + name.count)...].first(where: { !$0.isBlank }) != UInt8(ascii: ":")
        else { return start }
        note(.mailboxSeparator, inPart: index, at: start)
        return boundaries.lineEnd(from: start)
    }

    private mutating func noteLineEnd(of delimiter: BoundaryScanner.Delimiter) {
        let end = delimiter.lineEnd
        guard message[end - 1] == UInt8(ascii: "\n"), message[end - 2] != UInt8(ascii: "\r") else { return }
        noteBareLineFeed(inPart: delimiter.owner, at: end - 1)
    }

    private mutating func noteBareLineFeed(inPart index: Int, at offset: Int) {
        guard !sawBareLineFeed else { return }
        sawBareLineFeed = true
        note(.bareLineFeed, inPart: index, at: offset)
    }

    private mutating func note(_ problem: MIMEDefect.Problem, inPart index: Int, at offset: Int) {
        defects.append(MIMEDefect(problem, inPart: index, at: offset))
    }

    private static let mailboxSeparator = Array("From ".utf8)
}
