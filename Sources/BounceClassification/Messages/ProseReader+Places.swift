extension ProseReader {
    /// The addresses that may be recipients, in their order.
    func candidates() -> [Candidate] {
        var result: [Candidate] = []
        for (index, mentions) in mentions {
            guard result.count < Self.maximumCandidateCount else { break }
            let line = lines[index]
            lazy var isRefusal = line.lowered.containsAny(of: Self.refusals)
            for (number, mention) in mentions.enumerated() {
                guard let place = place(of: mention, in: line, number: number), place != .sentence || isRefusal
                else { continue }
                result.append(
                    Candidate(
                        address: mention.address, key: mention.address.lowercased(), line: index,
                        rest: line.trimmed[mention.range.upperBound...], place: place))
            }
        }
        return result
    }

    /// What kind of place it is; a sentence is one only where it refuses.
    private func place(of mention: AddressMention, in line: TextLine, number: Int) -> Place? {
        let before = line.trimmed[..<mention.range.lowerBound]
        let behind = line.trimmed[mention.range.upperBound...]
        if before.allSatisfy({ " \t<>\"'*-([:.".utf8.contains($0) || $0 >= 0xE2 }), before.count <= 12 {
            if before.contains(UInt8(ascii: "(")) { return nil }
            let next = behind.drop { ">\"')]".utf8.contains($0) }.first
            if next.map({ ":,;.[( -".utf8.contains($0) || TextLine.isBlank($0) }) ?? true { return .heading }
            return nil
        }
        if number > 0, isList(before) { return .heading }
        let label = TextLine(before).lowered
        // Where another recipient's address leads to is not whom the message was sent to.
        if Self.passedOver.contains(where: { line.lowered.starts(with: $0.utf8) }) { return nil }
        if label.count <= 80, labels.contains(where: { hasSuffix(label, $0) }) { return .label }
        if isCommand(label) { return .command }
        return .sentence
    }

    /// Whether what stands before an address is a list of addresses.
    private func isList(_ before: ArraySlice<UInt8>) -> Bool {
        let words = before.split { ",; \t".utf8.contains($0) }
        return !words.isEmpty && words.count <= 50 && words.allSatisfy { $0.contains(UInt8(ascii: "@")) || $0 == [60] }
    }

    private func hasSuffix(_ label: [UInt8], _ text: String) -> Bool {
        var end = label[...]
        while let last = end.last, " <\"'[".utf8.contains(last) { end.removeLast() }
        for type in ["rfc822;", "smtp:", "mailto:", "rfc822:"] where end.reversed().starts(with: type.utf8.reversed()) {
            end = end.dropLast(type.utf8.count)
        }
        while let last = end.last, " <".utf8.contains(last) { end.removeLast() }
        return end.reversed().starts(with: text.utf8.reversed())
    }

    /// Whether a reply code, or the command RCPT, stands before the address.
    private func isCommand(_ label: [UInt8]) -> Bool {
        if label.starts(with: ">>> rcpt".utf8) || hasSuffix(label, "rcpt to:") { return true }
        guard label.count <= 16, let first = label.first, (52...53).contains(first), label.count > 3 else {
            return false
        }
        return NormalizedText.isDigit(label[1]) && NormalizedText.isDigit(label[2])
    }

    /// More are not looked at: no server names as many.
    private static let maximumCandidateCount = 4_000
}
