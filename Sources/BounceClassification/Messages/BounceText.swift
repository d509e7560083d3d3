import DeliveryReports
import InternetMessage

/// What a message says to people, line by line, and what is left of the message that it gives back.
struct BounceText {
    /// The lines before the message that was given back; lines that a person quoted are left out.
    private(set) var lines: [TextLine] = []
    /// The lines of the message that was given back.
    private(set) var returned: [TextLine] = []
    /// The first lines with a blank between them, in lower case, to look for the words of a form in.
    private(set) var opening: [UInt8] = []

    /// More lines, and more parts, come from no server.
    static let maximumLineCount = 2_000
    private static let maximumPartCount = 4
    private static let maximumOpeningLength = 8_192

    /// Reads the texts of a letter.
    init(_ letter: BounceLetter) {
        let outer = letter.outerParts
        let plain = outer.filter { part in
            let type = part.contentType
            if type.type == "multipart" { return part.children.isEmpty }
            return part.kind == .single && type.type == "text" && !Self.otherTexts.contains(type.subtype)
        }
        var texts = plain.prefix(Self.maximumPartCount).map { letter.text(of: $0) }
        if !texts.contains(where: { $0.utf8.contains(where: { $0 > 32 }) }) {
            let html = outer.filter { $0.kind == .single && $0.contentType.mediaType == "text/html" }
            texts = html.prefix(1).map { HTMLText.plain(letter.text(of: $0)) }
        }
        for text in texts { append(text) }
        readReturned(letter)
        finish()
    }

    /// Reads one text.
    init(_ text: String) {
        append(text)
        finish()
    }

    private mutating func append(_ text: String) {
        var read: [TextLine] = []
        for line in text.utf8.split(separator: 10, maxSplits: Self.maximumLineCount, omittingEmptySubsequences: false) {
            guard read.count < Self.maximumLineCount - lines.count else { break }
            read.append(TextLine(line))
        }
        let end = ReturnedMark.first(in: read) ?? read.count
        lines += read[..<end].filter { !$0.isQuoted }
        returned += read[end...]
        if lines.last?.isEmpty == false { lines.append(TextLine("".utf8)) }
    }

    private mutating func readReturned(_ letter: BounceLetter) {
        for part in letter.structure.parts {
            guard returned.count < Self.maximumLineCount else { return }
            let type = part.contentType.mediaType
            let range = part.headerRange.clamped(to: letter.message.indices)
            var octets: [UInt8] = []
            if let parent = part.parent, letter.structure.parts[parent].kind == .message {
                octets = Array(letter.message[range].prefix(letter.limits.maximumReturnedHeaderSize))
            } else if type.hasSuffix("rfc822-headers") || type.hasSuffix("rfc822-header") {
                octets = letter.content(of: part, maximumSize: letter.limits.maximumReturnedHeaderSize)
            }
            returned += octets.split(separator: 10, omittingEmptySubsequences: false)
                .prefix(Self.maximumLineCount).map { TextLine($0) }
        }
    }

    private mutating func finish() {
        for line in lines where !line.isEmpty {
            guard opening.count + line.lowered.count < Self.maximumOpeningLength else { break }
            opening += line.lowered
            opening.append(32)
        }
    }

    /// Texts that are for programs or are the message itself.
    private static let otherTexts: Set<String> = [
        "html", "rfc822-headers", "rfc822-header", "calendar", "xml", "csv", "x-vcard", "vcard",
    ]
}

extension BounceText {
    /// Whether a phrase stands in the first lines.
    func says(_ phrase: String) -> Bool { opening.contains(phrase) }

    /// Whether there is an address in it.
    var namesAddress: Bool { lines.contains { !AddressMention.all(in: $0.trimmed).isEmpty } }

    /// The value of the first field of a name in the message that was given back.
    func returnedValue(named name: String) -> String? {
        let start = Array((name.lowercased() + ":").utf8)
        guard let index = returned.firstIndex(where: { $0.lowered.starts(with: start) }) else { return nil }
        var value = Array(returned[index].trimmed.dropFirst(start.count))
        for line in returned[(index + 1)...].prefix(20) {
            guard line.isIndented, !line.isEmpty else { break }
            value += [32] + line.trimmed
        }
        return String(decoding: value, as: UTF8.self)
    }
}
