/// Finds whom a letter of a server names, and the places that say why.
///
/// A recipient stands at the beginning of a line, behind a label such as `Recipient:` or a reply code, or else in a
/// sentence that refuses; the best of these kinds counts, the others are what a reply quotes. What follows, up to the
/// next recipient, is the reason.
struct ProseReader {
    /// How well a place shows that an address is a recipient's; the smaller the better.
    enum Place: Int, Comparable {
        case heading, label, command, sentence

        static func < (left: Place, right: Place) -> Bool { left.rawValue < right.rawValue }
    }

    struct Candidate {
        var address: String
        /// The address in lower case.
        let key: String
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

    let lines: [TextLine]
    /// The lines that name addresses, with these.
    let mentions: [(line: Int, mentions: [AddressMention])]
    /// The numbers of the first lines that name an address, by the address in lower case.
    private let linesByAddress: [String: [Int]]
    let labels: [String]
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
        var mentions: [(line: Int, mentions: [AddressMention])] = []
        var linesByAddress: [String: [Int]] = [:]
        for (index, line) in text.lines.enumerated() where line.trimmed.contains(UInt8(ascii: "@")) {
            let all = AddressMention.all(in: line.trimmed)
            guard !all.isEmpty else { continue }
            mentions.append((index, all))
            for mention in all {
                let key = mention.address.lowercased()
                if linesByAddress[key]?.last == index { continue }
                linesByAddress[key, default: []].append(index)
            }
        }
        self.mentions = mentions
        self.linesByAddress = linesByAddress
        self.labels = labels + Self.usualLabels
        self.ownAddresses = ownAddresses
        self.maximumCount = maximumCount
    }

    /// The recipients; where some are known from elsewhere, these, with what the text says of them.
    ///
    /// - Parameter known: the addresses that a field names; empty where none does.
    func findings(known: [String] = []) -> [Finding] {
        let chosen = known.isEmpty ? namedBest() : placed(known)
        var groups: [String: [Candidate]] = [:]
        for candidate in chosen { groups[candidate.key, default: []].append(candidate) }
        let places = chosen.sorted { $0.line < $1.line }
        lazy var wholeText = self.wholeText
        var seen: Set<String> = []
        var findings: [Finding] = []
        for candidate in chosen where seen.insert(candidate.key).inserted {
            guard findings.count < maximumCount else { break }
            // An address that stands twice does not end its own reason.
            let starts = places.filter { $0.key != candidate.key }.map(\.line)
            var sources: [ReasonJudge.Source] = []
            for one in groups[candidate.key] ?? [] where sources.count < Self.maximumSourceCount {
                sources += self.sources(of: one, starts: starts)
            }
            if candidate.place != .command { sources += mentions(of: candidate.key) }
            // What is said of several people is nobody's reason, unless there is no other.
            let isAlone = starts.isEmpty || sources.isEmpty
            findings.append(Finding(address: candidate.address, sources: sources + (isAlone ? wholeText : [])))
        }
        return findings
    }

    /// What the whole text says, for a recipient of whom nothing else is said.
    var wholeText: [ReasonJudge.Source] { Self.sources(in: lines[...]) }

    /// The candidates of the best kind, of strangers if there are any.
    private func namedBest() -> [Candidate] {
        let candidates = candidates()
        let strangers = candidates.filter { !ownAddresses.contains($0.key) }
        let pool = strangers.isEmpty ? candidates : strangers
        let best = pool.map(\.place).min()
        return pool.filter { $0.place == best }
    }

    /// Known addresses, each where the text names it best.
    private func placed(_ known: [String]) -> [Candidate] {
        var places: [String: Candidate] = [:]
        for candidate in candidates() {
            if let other = places[candidate.key], other.place <= candidate.place { continue }
            places[candidate.key] = candidate
        }
        return known.map { address in
            let key = address.lowercased()
            let best = places[key]
            return Candidate(
                address: address, key: key, line: best?.line ?? lines.count, rest: best?.rest ?? [],
                place: best?.place ?? .sentence)
        }
    }

    /// What is said behind an address; where nothing is, what is said behind the next one, as for all of a list.
    private func sources(of candidate: Candidate, starts: [Int]) -> [ReasonJudge.Source] {
        var line = candidate.line
        var rest = candidate.rest
        if hasReasonFirst {
            let count = Self.count(of: starts) { $0 < line }
            let start = count > 0 ? starts[count - 1] + 1 : 0
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
            let count = Self.count(of: starts) { $0 <= line }
            guard count < starts.count else { return [] }
            line = starts[count]
            rest = []
        }
        return []
    }

    /// A line of a transcript, `554 <recipient>... reason`; where the reason is the server's, its reply stands before.
    private func transcribed(at line: Int, rest: ArraySlice<UInt8>) -> [ReasonJudge.Source] {
        let own =
            [lines[line]]
            + lines[(line + 1)...].prefix(Self.maximumReasonLineCount).prefix { $0.isIndented && !$0.isEmpty }
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

    /// The lines elsewhere that name the address, in lower case, such as those of a transcript.
    func mentions(of address: String) -> [ReasonJudge.Source] {
        (linesByAddress[address] ?? []).prefix(Self.maximumMentionCount).compactMap { index in
            let more = lines[(index + 1)...].prefix(2).prefix { line in
                guard let first = line.trimmed.first else { return false }
                return line.isIndented || !NormalizedText.isDigit(first) && first != 60 && first != 62
            }
            let text = Self.joined([lines[index]] + more)
            return QuotedReply(in: text).map { ReasonJudge.Source(text: $0.text, stage: $0.stage) }
        }
    }

    private static let maximumListLength = 50
    private static let maximumSourceCount = 12
    private static let maximumMentionCount = 4
}
