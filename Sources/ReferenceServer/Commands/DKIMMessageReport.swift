import DKIM
import InternetMessage

/// What there is to say of the signatures of one message.
struct DKIMMessageReport: Encodable {
    /// The file, as it was named.
    var file: String
    /// What there is to say of each signature, from the top.
    var verdicts: [DKIMSignatureReport]
    /// Why the file could not be read, or nil.
    var error: String?
    /// What is wrong with the header as a whole, or nil.
    var note: String?

    /// Whether a signature passes.
    var passes: Bool { verdicts.contains { $0.result == DKIMResult.pass.rawValue } }

    /// The report on a message.
    init(of message: DKIMMessageFile, verdicts: [DKIMVerdict]) {
        file = message.path
        let header = try? MessageHeader(parsing: message.octets)
        let search = header.map { header in
            DKIMBodySearch(for: verdicts) { message.octets[header.bodyOffset...] }
        }
        self.verdicts = verdicts.map { DKIMSignatureReport(of: $0, header: header, search: search) }
        note = passes ? nil : message.malformedLine ?? message.bareLineEnd
    }

    /// The report on a file that could not be read.
    init(file: String, verdicts: [DKIMSignatureReport], error: String) {
        self.file = file
        self.verdicts = verdicts
        self.error = error
    }

    /// The report for a person.
    ///
    /// - Parameter isNamed: whether the file's name stands before it.
    func text(isNamed: Bool) -> String {
        var lines = verdicts.flatMap(\.lines)
        if verdicts.isEmpty { lines = ["none: the message has no signature"] }
        if let note { lines.append("  note: \(note)") }
        if isNamed { lines = ["\(DKIMMessageFile.name(of: file)):"] + lines.map { "  " + $0 } }
        return lines.map(Console.printable).joined(separator: "\n")
    }
}
