import DKIM
import InternetMessage

/// Bodies at `BodyCanonicalizer`.
///
/// Invariants:
/// - What comes out is the canonical form as RFC 6376, sections 3.4.3 and 3.4.4, has it.
/// - Whole, octet by octet and cut anywhere, it is the same; no piece of it is empty.
/// - The canonical form of a canonical form is itself, and the relaxed form of the simple one is the relaxed form.
/// - A CRLF put where the body lacks it changes nothing.
///
/// The script is the body; each event is a cut. There are no choices.
enum CanonicalBodyTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        let script = FuzzScript(FuzzInput(octets).script, alphabet)
        let body = script.octets
        var forms: [Canonicalization: [UInt8]] = [:]
        for form in [Canonicalization.simple, .relaxed] {
            let expected = ReferenceCanonicalForm.body(body[...], form)
            forms[form] = expected
            for pieces in [[body], body.singly, script.deliveries] {
                let found = try canonical(pieces, form)
                try demand(found == expected, "\(form): the form is that of the RFC", "\(found.shown), \(body.shown)")
            }
            let again = try canonical([expected], form)
            try demand(again == expected, "\(form): the form stays as it is", "\(again.shown), \(expected.shown)")
            if !body.suffix(2).elementsEqual([13, 10]), !body.isEmpty {
                let completed = try canonical([body, [13, 10]], form)
                try demand(completed == expected, "\(form): a missing CRLF changes nothing", body.shown)
            }
        }
        // The simple form of no body has a line, the relaxed one has none; that line is empty and goes again.
        let relaxed = try canonical([forms[.simple] ?? []], .relaxed)
        try demand(relaxed == forms[.relaxed], "the relaxed form of the simple form is the relaxed form", body.shown)
    }

    private static func canonical(_ pieces: [[UInt8]], _ form: Canonicalization) throws(BrokenInvariant) -> [UInt8] {
        var canonicalizer = BodyCanonicalizer(form)
        var sink = Gathered()
        for piece in pieces { canonicalizer.update(piece.span, into: &sink) }
        canonicalizer.finish(into: &sink)
        try demand(!sink.hasEmptyPiece, "no piece of the form is empty", pieces.joined().shown)
        return sink.octets
    }

    private struct Gathered: OctetSink {
        var octets: [UInt8] = []
        var hasEmptyPiece = false

        mutating func append(_ piece: Span<UInt8>) {
            hasEmptyPiece = hasEmptyPiece || piece.isEmpty
            octets.append(octetsOf: piece)
        }
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "\r\n", "\r\n\r\n", " ", "\t", " \r\n", "\t \r\n", "\r", "\n", "\r\r\n", " \r", "\n\r", "text", "a b",
            "a  b", "\0", "\u{E9}", " \r\n ", "\r\n\r\n\r\n", String(repeating: "x", count: 62),
            String(repeating: "word ", count: 40), "\u{1F}",
        ])
}
