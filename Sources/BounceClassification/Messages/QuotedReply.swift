/// The reply of a server, quoted in a text.
struct QuotedReply {
    /// The reply with its code at the beginning, its lines joined.
    let text: String
    /// What it answers, where the words before it say so.
    let stage: BounceStage?

    /// Lines of a reply that are not part of it any more; none has more.
    private static let maximumLength = 4_096

    /// The first refusal in a text whose lines were joined with line feeds; of a reply of several lines the first.
    init?(in text: [UInt8]) {
        for index in text.indices where (52...53).contains(text[index]) {
            guard Self.isCode(text, index), Self.canStand(text, index) else { continue }
            let end = Self.end(text, index)
            var octets = Array(text[index..<end])
            // A code in a line of its own may be the last thing that is said.
            if octets.count == 3 { octets.append(32) }
            // `550: 5.1.1 …`, `550-'5.1.1 …` and `550-…` alike.
            if octets[3] != 45 { octets[3] = 32 }
            if octets.count > 4, octets[3] == 32, octets[4] == 32 { octets.remove(at: 4) }
            for place in octets.indices.dropFirst(4) where octets[place - 1] == UInt8(ascii: ":") {
                // `ERROR_CODE :550, ERROR_CODE :5.1.1 …`
                if octets[place] == octets[0], octets[place + 1 < octets.count ? place + 1 : place] == 46 {
                    octets[place - 1] = 32
                }
            }
            if octets.count > 4, octets[4] == UInt8(ascii: "'") { octets.remove(at: 4) }
            guard index > 0 || octets.count > 4 else { continue }
            self.text = String(decoding: octets.map { $0 == 10 ? 32 : $0 }, as: UTF8.self)
            stage = BounceStage(mentionedIn: text[..<index].suffix(200))
            return
        }
        return nil
    }

    private static func isCode(_ text: [UInt8], _ index: Int) -> Bool {
        guard index + 3 < text.count, (48...53).contains(text[index + 1]), NormalizedText.isDigit(text[index + 2])
        else { return false }
        if text[index + 3] == UInt8(ascii: ","), index > 0 { return text[index - 1] == UInt8(ascii: ":") }
        return [10, 32, 45, 58].contains(text[index + 3])
    }

    /// Whether a reply can begin here: at the beginning of a line, or behind a sign that announces it.
    private static func canStand(_ text: [UInt8], _ index: Int) -> Bool {
        var before = index - 1
        guard before >= 0, text[before] != 10 else { return true }
        if "(\"':[=".utf8.contains(text[before]) { return true }
        guard text[before] == 32 else { return false }
        // `… 550-'5.1.1 …'`
        if text.count > index + 4, text[index + 3] == 45, text[index + 4] == UInt8(ascii: "'") { return true }
        while before >= 0, text[before] == 32 { before -= 1 }
        guard before >= 0 else { return true }
        if ":><\n*.)]=,;".utf8.contains(text[before]) { return true }
        let word = text[...before].suffix(12)
        return announcements.contains { word.reversed().starts(with: $0.utf8.reversed()) }
    }

    /// Where the reply ends: at an empty line, or where the server speaks again in its own words.
    private static func end(_ text: [UInt8], _ start: Int) -> Int {
        var index = start
        while index < text.count, index - start < maximumLength {
            if text[index] == 10 {
                let rest = text[(index + 1)...]
                if rest.first == 10 || rest.isEmpty || endings.contains(where: { rest.starts(with: $0.utf8) }) { break }
            }
            index += 1
        }
        return index
    }

    private static let announcements = ["said", "was", "error", "reason", "returned", "code", "response", "server"]
    private static let endings = ["Giving up", "<<<", ">>>", "---", "===", "I'm not going"]
}

extension BounceStage {
    /// The stage that the last command in a text names.
    init?(mentionedIn text: ArraySlice<UInt8>) {
        let lowered = TextLine(text).lowered
        var found: (place: Int, stage: BounceStage)?
        for (phrase, stage) in Self.mentions {
            guard let place = lowered.place(of: phrase), place >= found?.place ?? 0 else { continue }
            found = (place, stage)
        }
        guard let found else { return nil }
        self = found.stage
    }

    private static let mentions: [(String, BounceStage)] = [
        ("rcpt to", .recipient), ("rcpt command", .recipient), ("mail from", .mail), ("mail command", .mail),
        ("end of data", .endOfData), ("final data", .endOfData), ("after i sent the message", .endOfData),
        ("data command", .data), ("text command", .endOfData), (">>> data", .data), (">>> quit", .quit),
        ("does not like recipient", .recipient), ("sender was rejected", .mail), ("initial connection", .connect),
        ("helo", .hello), ("ehlo", .hello), ("starttls", .startTLS),
    ]
}
