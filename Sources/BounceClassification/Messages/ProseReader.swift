/// Finds whom a letter of a server names, and the places that say why.
///
/// A recipient stands at the beginning of a line, behind a label such as `Recipient:` or a reply code, or else in a
/// sentence that refuses; the best of these kinds counts, the others are what a reply quotes. What follows, up to the
/// next recipient, is the reason.
struct ProseReader {
    /// How well a place shows that an address is a recipient's; the smaller the better.
    private enum Place: Int, Comparable {
        case heading, label, command, sentence

        static func < (left: Place, right: Place) -> Bool { left.rawValue < right.rawValue }
    }

    private struct Candidate {
        var address: String
        var line: Int
        /// What stands behind the address in its line.
        var rest: ArraySlice<UInt8>
        var place: Place
    }

    /// A recipient and the places that say why, the best first.
    struct Finding {
        var address: String
        var sources: [ReasonJudge.Source]
    }

    private let lines: [TextLine]
    private let labels: [String]
    /// Addresses that are the reader's or the server's own.
    private let ownAddresses: Set<String>
    private let maximumCount: Int
    /// Whether the reason stands before the recipient.
    private let hasReasonFirst: Bool

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - labels: labels of recipients beyond the usual ones.
    ///   - ownAddresses: addresses, in lower case, that are nobody's to whom the message was sent.
    ///   - hasReasonFirst: whether the reason stands before the recipient.
    ///   - maximumCount: how many recipients are read.
    init(
        _ text: BounceText, labels: [String] = [], ownAddresses: Set<String> = [], hasReasonFirst: Bool = false,
        maximumCount: Int
    ) {
        self.hasReasonFirst = hasReasonFirst
        lines = text.lines
        self.labels = labels + Self.usualLabels
        self.ownAddresses = ownAddresses
        self.maximumCount = maximumCount
    }

    /// The recipients; where some are known from elsewhere, these, with what the text says of them.
    ///
    /// - Parameter known: the addresses that a field names; empty where none does.
    func findings(known: [String] = []) -> [Finding] {
        let candidates = candidates()
        var chosen: [Candidate]
        if known.isEmpty {
            let strangers = candidates.filter { !ownAddresses.contains($0.address.lowercased()) }
            let pool = strangers.isEmpty ? candidates : strangers
            let best = pool.map(\.place).min()
            chosen = pool.filter { $0.place == best }
        } else {
            chosen = known.map { address in
                let same = candidates.filter { $0.address.lowercased() == address.lowercased() }
                let best = same.min { $0.place < $1.place }
                return Candidate(
                    address: address, line: best?.line ?? lines.count, rest: best?.rest ?? [],
                    place: best?.place ?? .sentence)
            }
        }
        var seen: Set<String> = []
        var findings: [Finding] = []
        for candidate in chosen where seen.insert(candidate.address.lowercased()).inserted {
            guard findings.count < maximumCount else { break }
            // An address that stands twice does not end its own reason.
            let own = candidate.address.lowercased()
            let starts = chosen.filter { $0.address.lowercased() != own }.map(\.line).sorted()
            var sources: [ReasonJudge.Source] = []
            for one in chosen where one.address.lowercased() == own && sources.count < Self.maximumSourceCount {
                sources += self.sources(of: one, starts: starts)
            }
            if candidate.place != .command { sources += mentions(of: candidate.address) }
            // What is said of several people is nobody's reason, unless there is no other.
            let isAlone = starts.isEmpty || sources.isEmpty
            findings.append(Finding(address: candidate.address, sources: sources + (isAlone ? wholeText : [])))
        }
        return findings
    }

    /// What the whole text says, for a recipient of whom nothing else is said.
    var wholeText: [ReasonJudge.Source] { Self.sources(in: lines[...]) }

    private func candidates() -> [Candidate] {
        var result: [Candidate] = []
        for (index, line) in lines.enumerated() where line.trimmed.contains(UInt8(ascii: "@")) {
            guard result.count < Self.maximumCandidateCount else { break }
            let mentions = AddressMention.all(in: line.trimmed)
            for (number, mention) in mentions.enumerated() {
                guard let place = place(of: mention, in: line, number: number) else { continue }
                result.append(
                    Candidate(
                        address: mention.address, line: index, rest: line.trimmed[mention.range.upperBound...],
                        place: place))
            }
        }
        return result
    }

    private func place(of mention: AddressMention, in line: TextLine, number: Int) -> Place? {
        let before = line.trimmed[..<mention.range.lowerBound]
        let behind = line.trimmed[mention.range.upperBound...]
        let lowered = line.lowered
        if before.allSatisfy({ " \t<>\"'*-([:.".utf8.contains($0) || $0 >= 0xE2 }), before.count <= 12 {
            if before.contains(UInt8(ascii: "(")) { return nil }
            let next = behind.drop { ">\"')]".utf8.contains($0) }.first
            if next.map({ ":,;.[( -".utf8.contains($0) || TextLine.isBlank($0) }) ?? true { return .heading }
            return nil
        }
        if number > 0, isList(before) { return .heading }
        let label = TextLine(before).lowered
        // Where another recipient's address leads to is not whom the message was sent to.
        if Self.passedOver.contains(where: { lowered.starts(with: $0.utf8) }) { return nil }
        if label.count <= 80, labels.contains(where: { hasSuffix(label, $0) }) { return .label }
        if isCommand(label) { return .command }
        return lowered.containsAny(of: Self.refusals) ? .sentence : nil
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

    /// What is said behind an address; where nothing is, what is said behind the next one, as for all of a list.
    private func sources(of candidate: Candidate, starts: [Int]) -> [ReasonJudge.Source] {
        var line = candidate.line
        var rest = candidate.rest
        if hasReasonFirst {
            let start = starts.last { $0 < line }.map { $0 + 1 } ?? 0
            return start < line ? Self.sources(in: lines[start..<min(line, lines.count)]) : []
        }
        if candidate.place == .command, line < lines.count, let first = lines[line].trimmed.first, first != 62,
            first != 82
        {
            return transcribed(at: line, rest: rest)
        }
        if candidate.place == .sentence || candidate.place == .command, line < lines.count {
            rest = lines[line].trimmed[...]
        }
        for _ in 0..<Self.maximumListLength {
            let reason = reason(in: lines, from: line, rest: rest, starts: starts)
            if reason.contains(where: { !$0.isEmpty }) { return Self.sources(in: reason[...]) }
            guard let next = starts.first(where: { $0 > line }) else { return [] }
            line = next
            rest = []
        }
        return []
    }

    /// A line of a transcript, `554 <recipient>... reason`; where the reason is the server's, its reply stands before.
    private func transcribed(at line: Int, rest: ArraySlice<UInt8>) -> [ReasonJudge.Source] {
        let own = [lines[line]] + lines[(line + 1)...].prefix { $0.isIndented && !$0.isEmpty }
        var result: [ReasonJudge.Source] = []
        if lines[line].lowered.contains("protocol error") {
            let before = lines[..<line].suffix(4).last { $0.trimmed.starts(with: "<<<".utf8) }
            if let before, let reply = QuotedReply(in: before.trimmed) {
                return [ReasonJudge.Source(text: reply.text, stage: nil)]
            }
        }
        if let reply = QuotedReply(in: Array(rest)) {
            result.append(ReasonJudge.Source(text: reply.text, stage: reply.stage))
        }
        return result + Self.sources(in: own[...])
    }

    /// The lines elsewhere that name the address, such as those of a transcript.
    private func mentions(of address: String) -> [ReasonJudge.Source] {
        let lowered = address.lowercased()
        let found = lines.indices.filter { lines[$0].lowered.contains(lowered) }
        return found.prefix(Self.maximumMentionCount).compactMap { index in
            let more = lines[(index + 1)...].prefix(2).prefix { line in
                guard let first = line.trimmed.first else { return false }
                return line.isIndented || !NormalizedText.isDigit(first) && first != 60 && first != 62
            }
            let text = Self.joined([lines[index]] + more)
            return QuotedReply(in: text).map { ReasonJudge.Source(text: $0.text, stage: $0.stage) }
        }
    }

    private static let maximumCandidateCount = 4_000
    private static let maximumListLength = 50
    private static let maximumSourceCount = 12
    private static let maximumMentionCount = 4
}
