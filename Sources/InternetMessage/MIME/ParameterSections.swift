/// The parameters of a field as they stand there, before they are put together (RFC 2231).
struct ParameterSections {
    /// Everything that is said under one name.
    private struct Entry {
        /// The value without asterisks.
        var plain: [UInt8]?
        /// The value with a character set, `name*=`.
        var extended: [UInt8]?
        /// The sections, `name*0=` or `name*0*=`.
        var sections: [Int: (octets: [UInt8], isExtended: Bool)] = [:]
    }

    /// The names in lower case, in the order in which they come first.
    private(set) var names: [String] = []
    private var entries: [String: Entry] = [:]
    private var sectionCount = 0

    /// Reads all that is left of a field's value.
    init(reading reader: inout MIMEValueReader) {
        while !reader.isAtEnd {
            let name = reader.readToken()
            if reader.take(UInt8(ascii: "=")) {
                // Names of files are written by people's programs, blanks and brackets and all.
                let value = reader.readTolerantValue(isFileName: Self.fileNames.contains(name))
                if let value, !name.isEmpty { add(value, named: name) }
            } else if name.isEmpty {
                reader.skipOctet()
            }
        }
    }

    /// What a parameter says, or nil if there is none of this name.
    ///
    /// - Parameter name: the name in lower case.
    func value(of name: String) -> ParameterValue? {
        guard let entry = entries[name] else { return nil }
        let plain = entry.plain.map { ParameterValue(octets: $0, charset: nil) }
        let extended = entry.extended.map { ParameterValue(extended: $0) }
        let candidates = [extended, joined(entry.sections), plain].compactMap(\.self)
        return candidates.first(where: \.isDecodable) ?? candidates.first
    }

    /// The sections put together, from the first up to a gap.
    private func joined(_ sections: [Int: (octets: [UInt8], isExtended: Bool)]) -> ParameterValue? {
        guard let first = sections[0] else { return nil }
        let isExtended = first.isExtended
        var value =
            isExtended ? ParameterValue(extended: first.octets) : ParameterValue(octets: first.octets, charset: nil)
        var index = 1
        while let section = sections[index] {
            value.octets += section.isExtended ? ParameterValue.withoutEscapes(section.octets[...]) : section.octets
            index += 1
        }
        return value
    }

    private mutating func add(_ value: [UInt8], named name: String) {
        let parts = name.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
        let base = String(parts[0])
        guard !base.isEmpty else { return }
        guard parts.count == 2 else { return update(base) { $0.plain = $0.plain ?? value } }
        guard !parts[1].isEmpty else { return update(base) { $0.extended = $0.extended ?? value } }
        let isExtended = parts[1].hasSuffix("*")
        let digits = isExtended ? parts[1].dropLast() : parts[1]
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let index = Int(digits),
            index < MIMEParameters.maximumSectionCount, sectionCount < MIMEParameters.maximumSectionCount
        else { return }
        sectionCount += 1
        update(base) { entry in
            if entry.sections[index] == nil { entry.sections[index] = (value, isExtended) }
        }
    }

    private mutating func update(_ name: String, _ change: (inout Entry) -> Void) {
        if entries[name] == nil {
            guard names.count < MIMEParameters.maximumCount else { return }
            names.append(name)
        }
        change(&entries[name, default: Entry()])
    }

    private static let fileNames: Set<String> = ["name", "filename"]
}
