import InternetMessage

/// How the parts of a message must lie, for `MIMETarget`.
struct MIMELayout {
    private let message: [UInt8]
    private let structure: MIMEStructure
    private let limits: MIMEWalkLimits
    private var parts: [MIMEPart] { structure.parts }

    init(_ message: [UInt8], _ structure: MIMEStructure, _ limits: MIMEWalkLimits) {
        self.message = message
        self.structure = structure
        self.limits = limits
    }

    func check() throws(BrokenInvariant) {
        try holds(parts.first?.range == 0..<message.count, "the first part is the message")
        try holds(parts.count <= max(1, limits.maximumPartCount), "the parts keep their limit")
        for (index, part) in parts.enumerated() {
            try holds(part.index == index && part.depth <= max(0, limits.maximumDepth), "a part is in its place")
            try checkPlace(of: part)
            try checkHeader(of: part)
            switch part.kind {
            case .single: try holds(part.children.isEmpty && hasNoMargins(part), "a single part has no others in it")
            case .message: try checkMessage(part)
            case .multipart: try checkMultipart(part)
            }
        }
        for defect in structure.defects {
            let isInside = parts.indices.contains(defect.part) && (0...message.count).contains(defect.offset)
            try holds(isInside, "a defect has its place: \(defect)")
        }
    }

    private func checkPlace(of part: MIMEPart) throws(BrokenInvariant) {
        guard let parent = part.parent else {
            return try holds(part.index == 0 && part.depth == 0, "one part is the root")
        }
        try holds(parent < part.index, "a part comes behind the one around it")
        let around = parts[parent]
        try holds(around.children.contains(part.index) && part.depth == around.depth + 1, "a child knows its parent")
        try holds(part.range.isInside(around.bodyRange), "a part lies in the body of the one around it")
    }

    private func checkHeader(of part: MIMEPart) throws(BrokenInvariant) {
        let isWhole =
            part.headerRange.isInside(part.range) && part.headerRange.upperBound == part.bodyRange.lowerBound
            && part.bodyRange.upperBound == part.range.upperBound
        try holds(isWhole, "a part is its header and its body: \(part.range), \(part.headerRange), \(part.bodyRange)")
        let skipped = message[part.range.lowerBound..<part.headerRange.lowerBound]
        let isSeparator = skipped.isEmpty || skipped.starts(with: Array("From ".utf8)) && isOneLine(skipped)
        try holds(isSeparator, "but for a line of a mailbox file")
        var header: [UInt8] = []
        for octet in message[part.headerRange] {
            if octet == 10, header.last != 13 { header.append(13) }
            header.append(octet)
        }
        let fields = part.fields.flatMap(\.octets)
        let rest = Array(header.dropFirst(fields.count))
        try holds(header.starts(with: fields) && (rest.isEmpty || rest == [13, 10]), "fields are the header's octets")
    }

    private func checkMessage(_ part: MIMEPart) throws(BrokenInvariant) {
        try holds(part.children.count == 1 && hasNoMargins(part), "a message has one part")
        try holds(part.children.allSatisfy { parts[$0].range == part.bodyRange }, "which is its body")
    }

    private func checkMultipart(_ part: MIMEPart) throws(BrokenInvariant) {
        guard let boundary = part.contentType.boundary, let preamble = part.preambleRange else {
            return try holds(false, "a multipart has a boundary and a preamble")
        }
        try holds(preamble.lowerBound == part.bodyRange.lowerBound, "a body begins with its preamble")
        var end = preamble.upperBound
        for child in part.children {
            try holds(parts.indices.contains(child) && parts[child].parent == part.index, "a parent knows its children")
            try checkDelimiter(end, parts[child].range.lowerBound, boundary, isLast: false)
            end = parts[child].range.upperBound
        }
        guard let epilogue = part.epilogueRange else {
            let bodyEnd = part.bodyRange.upperBound
            if end == bodyEnd { return }
            try holds(bodyEnd == message.count, "what is not closed ends with its last part, or with the message")
            return try checkDelimiter(end, bodyEnd, boundary, isLast: false)
        }
        try checkDelimiter(end, epilogue.lowerBound, boundary, isLast: true)
        try holds(epilogue.upperBound == part.bodyRange.upperBound, "a body ends with its epilogue")
    }

    /// Between two parts stands a line end, if it is not the body's first line, and one delimiter line.
    private func checkDelimiter(
        _ start: Int, _ end: Int, _ boundary: [UInt8], isLast: Bool
    ) throws(BrokenInvariant) {
        try holds(start <= end, "parts stand one behind another: \(start), \(end)")
        var line = message[start..<end]
        let isHalved = line.first == 10 && start > 0 && message[start - 1] == 13
        try holds(!isHalved, "a line end belongs to the delimiter as a whole: \(start)")
        if line.first == 13 { line.removeFirst() }
        if line.first == 10 { line.removeFirst() }
        let dashes = Array("--".utf8)
        let isDelimiter = line.starts(with: dashes + boundary + (isLast ? dashes : [])) && isOneLine(line)
        try holds(isDelimiter, "between parts stands a delimiter line: \(line.shown)")
        // Where the boundary itself ends in hyphens, a line may look like either.
        let behind = line.dropFirst(2 + boundary.count + (isLast ? 2 : 0)).first
        try holds(behind.map { [13, 10, 32, 9].contains($0) } ?? true, "which goes on with blanks: \(line.shown)")
    }

    private func hasNoMargins(_ part: MIMEPart) -> Bool { part.preambleRange == nil && part.epilogueRange == nil }

    /// Whether there is an LF at most at the end, and there unless the message ends.
    private func isOneLine(_ octets: ArraySlice<UInt8>) -> Bool {
        octets.dropLast().allSatisfy { $0 != 10 } && (octets.last == 10 || octets.endIndex == message.count)
    }

    private func holds(_ condition: Bool, _ words: String) throws(BrokenInvariant) {
        try demand(condition, words, message.shown)
    }
}

extension Range<Int> {
    /// Whether all of it, and its place if it is empty, is in another.
    fileprivate func isInside(_ other: Range<Int>) -> Bool {
        lowerBound >= other.lowerBound && upperBound <= other.upperBound
    }
}
