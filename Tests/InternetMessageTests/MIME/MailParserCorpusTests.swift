import Foundation
import InternetMessage
import TestSupport
import Testing

/// Messages of others with what their reader makes of them.
@Suite(
    "Messages as mail-parser reads them", .enabled(if: Corpora.has("mime-mail-parser"), "needs the corpora of others"))
struct MailParserCorpusTests {
    @Test("structure, fields, decoded bodies and the choice of bodies are those of mail-parser")
    func messages() throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let paths = ["malformed", "rfc", "thirdparty"].flatMap { folder in
            Corpora.paths(in: "mime-mail-parser/eml/\(folder)", ending: ".eml")
        }
        var table = CorpusComparison("mime-mail-parser", explained: Self.explained)
        for path in paths {
            let message = try Corpora.octets(path)
            let file = try Corpora.data(String(path.dropLast(4)) + ".json")
            let theirs = try decoder.decode(ParsedMessage.self, from: file)
            let structure = try MIMEInvariantTests.check(message)
            var comparison = MessageComparison()
            try comparison.compare(structure, from: 0, with: theirs, message: message)
            let name = String(path.dropFirst("mime-mail-parser/eml/".count).dropLast(4))
            // Where the structure is another, the rest cannot be compared.
            let isComparable = comparison.differences["structure"] == nil
            for aspect in isComparable ? MessageComparison.aspects : ["structure"] {
                let difference = comparison.differences[aspect]
                table.add("\(name) \(aspect)", agrees: difference == nil, difference ?? "")
            }
        }
        #expect(paths.count == 53)
        table.finish(expecting: 167)
    }

    /// Where we read otherwise, and why.
    static let explained: [String: String] = [
        "malformed/000 structure": delimiterInHeader,
        "malformed/001 structure": prefix,
        "malformed/002 structure": "a multipart without a delimiter is one without parts; it takes it for a text",
        "malformed/003 choice": unfinished,
        "malformed/004 structure": prefix,
        "malformed/006 choice": unfinished,
        "malformed/007 structure": delimiterInHeader,
        "malformed/008 structure": prefix,
        "malformed/009 structure": outer,
        "malformed/011 structure": outer,
        "malformed/012 structure": outer,
        "malformed/016 structure": prefix,
        "malformed/017 choice": media,
        "malformed/019 structure": "a line that is no field ends a header; it goes on to the next empty line",
        "malformed/020 structure": twoTypes,
        "malformed/021 structure": twoTypes,
        "malformed/022 structure": "any octets are a message, if maybe one without a header; it takes these for a text",
        "rfc/000 bodies": "what is labelled base64 is decoded, junk and all; it takes a body with junk for plain text",
        "rfc/000 choice": "pictures and sounds are shown where they stand; it takes them for broken as above",
        "rfc/002 choice": media,
        "thirdparty/002 bodies": "the octet of a last group without padding is kept; it drops it",
        "thirdparty/002 choice": "a body with junk in its base64 is shown nevertheless; it takes it for an attachment",
        "thirdparty/005 bodies": "a delimiter begins a line; it finds one behind the last word of a text",
        "thirdparty/010 fields": "of two parameters with one name the first counts; it takes the last",
        "thirdparty/013 choice": media,
        "thirdparty/015 structure": delimiterInHeader,
    ]

    private static let prefix = "--ab is no delimiter of the boundary a; it looks at the beginning of the line only"
    private static let outer =
        "a delimiter of the multipart around ends the inner one; it looks for the inner one's only"
    private static let delimiterInHeader = "a delimiter ends a header too; it takes the line for a part of the header"
    private static let unfinished = "a text cut off by the end of the message is shown; it takes it for an attachment"
    private static let media = "what both readers are shown is no attachment (RFC 8621, section 4.1.4); it lists it too"
    private static let twoTypes = "of two types the first counts; it takes the last"
}

/// Compares a message with what another reader makes of it, messages inside of it too; keeps the first difference of each
/// aspect.
struct MessageComparison {
    static let aspects = ["structure", "fields", "bodies", "choice"]
    private(set) var differences: [String: String] = [:]

    mutating func compare(
        _ structure: MIMEStructure, from root: Int, with theirs: ParsedMessage, message: [UInt8]
    ) throws {
        // Their numbers go through one message, not into those inside of it.
        let ours = Self.parts(of: structure, from: root)
        let shape = ours.map { Self.shape(of: $0, numbers: ours.map(\.index)) }
        let theirShape = theirs.parts.map { Self.shape(of: $0) }
        guard shape == theirShape else { return note("structure", "\(shape) is not \(theirShape)") }
        for (part, their) in zip(ours, theirs.parts) {
            compareFields(part, with: their)
            try compareBody(part, in: structure, with: their, message: message)
        }
        let bodies = structure.bodies(under: root)
        let number = { (index: Int) in ours.firstIndex { $0.index == index } ?? -1 }
        let choice = [bodies.text, bodies.html, bodies.attachments].map { $0.map(number).sorted() }
        let theirChoice = [theirs.textBody, theirs.htmlBody, theirs.attachments].map { $0.sorted() }
        if choice != theirChoice { note("choice", "\(choice) is not \(theirChoice)") }
    }

    private mutating func compareFields(_ part: MIMEPart, with their: ParsedMessage.Part) {
        let fields = part.fields
        let names = fields.map { $0.name.lowercased() }
        guard names == their.headers.map(\.name) else {
            return note("fields", "part \(part.index): \(names) is not \(their.headers.map(\.name))")
        }
        for (field, value) in zip(fields, their.headers) {
            if field.isNamed("Subject"), let text = value.text, EncodedWords.decoded(field.value) != text {
                note("fields", "\(EncodedWords.decoded(field.value)) is not \(text)")
            }
            if field.isNamed("Content-ID"), part.identifier != value.text {
                note("fields", "\(part.identifier ?? "") is not \(value.text ?? "")")
            }
            guard let type = value.type else { continue }
            let isType = field.isNamed("Content-Type")
            let said = ContentType(parsing: field.value)
            let parameters = isType ? said?.parameters : ContentDisposition(parsing: field.value)?.parameters
            let mediaType = isType ? said?.mediaType : type.cType
            if mediaType != [type.cType, type.cSubtype].compactMap(\.self).joined(separator: "/") {
                note("fields", "\(mediaType ?? "none") is not \(type.cType)")
            }
            for attribute in type.attributes ?? [] where parameters?[attribute.name] != attribute.value {
                note("fields", "\(attribute.name): \(parameters?[attribute.name] ?? "none") is not \(attribute.value)")
            }
        }
    }

    private mutating func compareBody(
        _ part: MIMEPart, in structure: MIMEStructure, with their: ParsedMessage.Part, message: [UInt8]
    ) throws {
        switch their.body {
        case .multipart: break
        case .message(let inner):
            if let child = part.children.first {
                try compare(structure, from: child, with: inner, message: message)
            } else {
                let octets = part.decodedBody(in: message)
                try compare(MIMEStructure(parsing: octets), from: 0, with: inner, message: octets)
            }
        case .octets(let octets):
            if part.decodedBody(in: message) != octets { note("bodies", "part \(part.index) has other octets") }
        case .text(let text):
            let ours = part.text(in: message) ?? String(decoding: part.decodedBody(in: message), as: UTF8.self)
            // The descriptions are those of files whose lines end with LF.
            let scalars = [ours, text].map { $0.split(separator: "\r\n", omittingEmptySubsequences: false) }
                .map { Array($0.joined(separator: "\n").unicodeScalars) }
            if scalars[0] != scalars[1] {
                let shown = [ours, text].map { $0.prefix(90).debugDescription }
                note("bodies", "part \(part.index): \(shown[0]) is not \(shown[1])")
            }
        }
    }

    private mutating func note(_ aspect: String, _ difference: String) {
        if differences[aspect] == nil { differences[aspect] = difference }
    }

    /// The parts of one message in order, without those of the messages inside of it.
    private static func parts(of structure: MIMEStructure, from root: Int) -> [MIMEPart] {
        guard structure.parts.indices.contains(root) else { return [] }
        let part = structure.parts[root]
        return [part] + (part.kind == .message ? [] : part.children.flatMap { parts(of: structure, from: $0) })
    }

    private static func shape(of part: MIMEPart, numbers: [Int]) -> String {
        switch part.kind {
        case .multipart: "multipart\(part.children.compactMap { numbers.firstIndex(of: $0) })"
        case .message: "message"
        case .single: part.isEncodedMessage ? "message" : "body"
        }
    }

    private static func shape(of part: ParsedMessage.Part) -> String {
        switch part.body {
        case .multipart(let children): "multipart\(children)"
        case .message: "message"
        case .text, .octets: "body"
        }
    }
}
