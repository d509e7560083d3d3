/// Reads the fields of a part for programs, in groups with empty lines between (RFC 3464, section 2.1).
///
/// CRLF ends a line and so does LF alone. A line of blanks only parts groups, unless a folded line follows. A line that
/// is no field goes on with the one before it, as when a gateway broke a long line; where there is none, or the line
/// looks like the delimiter of a part, it is left out.
struct ReportFieldReader {
    /// The groups, none of them empty.
    private(set) var groups: [[ReportField]] = []
    /// What is wrong, each kind once.
    private(set) var problems: [ReportDefect.Problem] = []

    private var group: [ReportField] = []
    private var name: [UInt8] = []
    private var value: [UInt8] = []
    private var isInField = false
    private var sawBlankLine = false
    private var fieldCount = 0
    private let limits: ReportLimits

    /// Reads all fields.
    init(_ octets: some RandomAccessCollection<UInt8>, limits: ReportLimits) {
        self.limits = limits
        var octets = octets[octets.startIndex..<octets.endIndex]
        if octets.count > limits.maximumStatusSize {
            note(.statusTooLarge(limit: limits.maximumStatusSize))
            octets = octets.prefix(limits.maximumStatusSize)
        }
        read(Array(octets))
    }

    private mutating func read(_ octets: [UInt8]) {
        var start = 0
        while start < octets.count {
            let end = octets[start...].firstIndex(of: UInt8(ascii: "\n")) ?? octets.count
            var line = octets[start..<end]
            while line.last == UInt8(ascii: "\r") { line.removeLast() }
            guard take(line) else { break }
            start = end + 1
        }
        endGroup()
    }

    /// Takes a line without its end; false when no more are to be read.
    private mutating func take(_ line: ArraySlice<UInt8>) -> Bool {
        let text = line.trimmed
        guard !text.isEmpty else {
            if line.isEmpty { endGroup() } else { sawBlankLine = true }
            return true
        }
        if line.first?.isBlank == true, isInField {
            sawBlankLine = false
            goOn(with: text)
            return true
        }
        if sawBlankLine { endGroup() }
        guard let colon = Self.colon(in: text) else {
            note(.malformedLine)
            if text.starts(with: Self.delimiterStart) {
                endGroup()
            } else if isInField {
                goOn(with: text)
            }
            return true
        }
        endField()
        guard fieldCount < limits.maximumFieldCount else {
            note(.tooManyFields(limit: limits.maximumFieldCount))
            return false
        }
        fieldCount += 1
        isInField = true
        name = Array(text[..<colon].trimmed)
        value = Array(text[(colon + 1)...].trimmed)
        return true
    }

    private mutating func goOn(with text: ArraySlice<UInt8>) {
        if !value.isEmpty { value.append(UInt8(ascii: " ")) }
        value += text
    }

    private mutating func endField() {
        guard isInField else { return }
        group.append(ReportField(name: name, value: value))
        isInField = false
    }

    private mutating func endGroup() {
        sawBlankLine = false
        endField()
        guard !group.isEmpty else { return }
        groups.append(group)
        group = []
    }

    private mutating func note(_ problem: ReportDefect.Problem) {
        if !problems.contains(problem) { problems.append(problem) }
    }

    /// Where the colon stands behind the name of a field, or nil where the line is none.
    static func colon(in line: ArraySlice<UInt8>) -> Int? {
        let nameEnd = line.firstIndex { !((33...126).contains($0) && $0 != UInt8(ascii: ":")) } ?? line.endIndex
        guard (1...maximumNameLength).contains(nameEnd - line.startIndex) else { return nil }
        let colon = line[nameEnd...].firstIndex { !$0.isBlank } ?? line.endIndex
        return colon < line.endIndex && line[colon] == UInt8(ascii: ":") ? colon : nil
    }

    private static let delimiterStart = Array("--".utf8)
    /// The longest name of a field: one that fits into a line.
    private static let maximumNameLength = 76
}
