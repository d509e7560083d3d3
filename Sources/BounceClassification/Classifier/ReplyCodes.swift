import SMTPProtocol

/// The codes of a reply, wherever they stand in its text.
struct ReplyCodes: Hashable, Sendable {
    var code: UInt16?
    var status: EnhancedStatusCode?

    /// How far into a text codes are looked for, in octets: behind that numbers are something else.
    static let reach = 512

    /// Takes the codes of a parsed reply; an enhanced code of another class or behind other text is looked for.
    init(_ code: UInt16, _ status: EnhancedStatusCode?, in line: String) {
        self.code = code
        self.status = status
        if status == nil { self.status = Self.status(in: Array(line.utf8.prefix(Self.reach)), near: 0) }
    }

    /// Reads the codes from a text: `550 5.1.1 …`, `smtp; 550-5.7.1 …`, `host x said: 550 …`, `… (#5.1.1)`.
    init(readFrom text: String) {
        let octets = Array(text.utf8.prefix(Self.reach))
        var start = 0
        // `smtp;` of a Diagnostic-Code field.
        if let semicolon = octets.prefix(32).firstIndex(of: UInt8(ascii: ";")),
            octets[..<semicolon].allSatisfy({ NormalizedText.isWord($0) || $0 == UInt8(ascii: "-") })
        {
            // What a local program says has codes of its own, those of sysexits.h.
            if octets.starts(with: "x-unix".utf8, by: { $0 | 0x20 == $1 || $0 == $1 }) { return }
            start = semicolon + 1
        }
        while start < octets.count, octets[start] == NormalizedText.space { start += 1 }
        var statusStart = start
        if let code = Self.code(octets, start) {
            self.code = code
            statusStart = start + 3
        } else {
            for index in octets.indices.dropFirst(start + 2) {
                guard octets[index - 1] == NormalizedText.space, octets[index - 2] == UInt8(ascii: ":"),
                    let code = Self.code(octets, index)
                else { continue }
                self.code = code
                statusStart = index + 3
                break
            }
            if code == nil { code = Self.codeBeforeStatus(octets) }
        }
        status = Self.status(in: octets, near: statusStart)
    }

    /// Three digits that are a code of a reply, with a blank, a hyphen or nothing behind them.
    private static func code(_ octets: [UInt8], _ index: Int) -> UInt16? {
        guard index + 3 <= octets.count, (50...53).contains(octets[index]) else { return nil }
        guard NormalizedText.isDigit(octets[index + 1]), NormalizedText.isDigit(octets[index + 2]) else { return nil }
        guard index + 3 == octets.count || [32, 45].contains(octets[index + 3]) else { return nil }
        return octets[index..<index + 3].reduce(0) { $0 * 10 + UInt16($1 - 48) }
    }

    /// A code somewhere with an enhanced one behind it: `… 550-'5.7.1 …`.
    private static func codeBeforeStatus(_ octets: [UInt8]) -> UInt16? {
        for index in octets.indices.dropFirst() where octets[index - 1] == NormalizedText.space {
            guard let code = code(octets, index), code >= 400, index + 4 < octets.count else { continue }
            let next = octets[index + 4] == UInt8(ascii: "'") ? index + 5 : index + 4
            if status(octets, next) != nil { return code }
        }
        return nil
    }

    /// The enhanced code: at a place, behind a `#`, or else the first one that is not part of a longer number.
    private static func status(in octets: [UInt8], near start: Int) -> EnhancedStatusCode? {
        var index = start
        while index < octets.count, [32, 45].contains(octets[index]) { index += 1 }
        if let status = status(octets, index) { return status }
        for index in octets.indices.dropFirst(start) where octets[index] == UInt8(ascii: "#") {
            if let status = status(octets, index + 1) { return status }
        }
        for index in octets.indices.dropFirst(start + 1) where octets[index - 1] == NormalizedText.space {
            if let status = status(octets, index) { return status }
        }
        return nil
    }

    private static func status(_ octets: [UInt8], _ index: Int) -> EnhancedStatusCode? {
        guard index + 4 < octets.count, (52...53).contains(octets[index]), octets[index + 1] == UInt8(ascii: ".")
        else { return nil }
        var numbers: [UInt16] = []
        var place = index + 2
        while numbers.count < 2 {
            var number: UInt16 = 0
            let start = place
            while place < octets.count, place - start < 3, NormalizedText.isDigit(octets[place]) {
                number = number * 10 + UInt16(octets[place] - 48)
                place += 1
            }
            guard place > start else { return nil }
            numbers.append(number)
            if numbers.count == 1 {
                guard place < octets.count, octets[place] == UInt8(ascii: ".") else { return nil }
                place += 1
            }
        }
        if place < octets.count, NormalizedText.isWord(octets[place]) { return nil }
        if place + 1 < octets.count, octets[place] == UInt8(ascii: "."), NormalizedText.isDigit(octets[place + 1]) {
            return nil
        }
        return EnhancedStatusCode(octets[index] - 48, numbers[0], numbers[1])
    }
}

extension NormalizedText {
    /// The text without the codes that stand before each line of a reply, for one whose lines were joined.
    func withoutRepeatedCodes(_ codes: ReplyCodes) -> NormalizedText {
        guard let code = codes.code, let status = codes.status else { return self }
        let repeated = Array("\(code) \(status) ".utf8)
        let places = octets.indices.dropFirst(2).filter { index in
            octets[index] == repeated[0] && octets[index - 1] <= Self.space && octets[index...].starts(with: repeated)
        }
        guard !places.isEmpty else { return self }
        var result: [UInt8] = []
        result.reserveCapacity(octets.count)
        var index = 0
        while index < octets.count {
            let isStart = index > 0 && (octets[index - 1] == Self.space || octets[index - 1] == Self.clauseEnd)
            if isStart, octets[index] == repeated[0], octets[index...].starts(with: repeated) {
                index += repeated.count
            } else {
                result.append(octets[index])
                index += 1
            }
        }
        return NormalizedText(octets: result)
    }
}
