/// One change of a body on its way that can be undone without knowing more; each takes one pass.
struct BodyRepair: Sendable {
    /// What was done.
    let kind: BodyChange.Kind
    /// The body as it was before, or nil where there is nothing to undo.
    let undo: @Sendable ([UInt8]) -> [UInt8]?

    init(_ kind: BodyChange.Kind, undo: @escaping @Sendable ([UInt8]) -> [UInt8]?) {
        self.kind = kind
        self.undo = { body in
            let before = undo(body)
            return before == body ? nil : before
        }
    }

    /// Changes of line ends and blanks, which are the likeliest.
    static let ofBlanks = lineEnds + blanks
    /// Changes of the text, and of how it is encoded.
    static let ofText = dotsAndFrom + wrapping + encodings
}

extension BodyRepair {
    /// Line ends that were lost, doubled or made CRLF.
    static let lineEnds = [
        BodyRepair(.lineEndsLost) { $0.withCRLF(for: [UInt8(ascii: "\n")]) },
        BodyRepair(.lineEndsLost) { $0.withCRLF(for: [UInt8(ascii: "\n"), UInt8(ascii: "\r")]) },
        BodyRepair(.lineEndsDoubled) { body in
            body.contains(UInt8(ascii: "\r")) ? body.withoutDoubledCarriageReturns : nil
        },
        BodyRepair(.lineEndsDoubled) { $0.withoutDoubledLineEnds },
        BodyRepair(.lineFeedsSigned) { $0.withLineEnds([UInt8(ascii: "\n")]) },
    ]

    /// Blanks, empty lines and NUL octets.
    static let blanks = [
        BodyRepair(.blanksAddedAtLineEnds) { body in
            body.mappingLines { line in
                let end = line.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? line.startIndex
                return line[..<end]
            }
        },
        BodyRepair(.blanksLostAtLineEnds) { $0.withSpacesAtLineEnds(evenBeforeEmptyLines: true) },
        // As format=flowed has it (RFC 3676, section 4.1): a paragraph's last line has none.
        BodyRepair(.blanksLostAtLineEnds) { $0.withSpacesAtLineEnds(evenBeforeEmptyLines: false) },
        BodyRepair(.delimiterBlankLost) { body in
            body.mappingLines { $0.elementsEqual([hyphen, hyphen]) ? [hyphen, hyphen, space] : $0 }
        },
        BodyRepair(.leadingLinesLost) { lineEnd + $0 },
        BodyRepair(.leadingLinesLost) { lineEnd + lineEnd + $0 },
        BodyRepair(.spacesBecameTabs) { body in body.map { $0 == UInt8(ascii: "\t") ? space : $0 } },
        BodyRepair(.nulsAdded) { body in body.filter { $0 != 0 } },
    ]

    /// Dots as on the wire (RFC 5321, section 4.5.2), and `From ` as in files of many messages.
    static let dotsAndFrom = [
        BodyRepair(.dotsDoubled) { body in
            body.mappingLines { $0.starts(with: [dot, dot]) ? $0.dropFirst() : $0 }
        },
        BodyRepair(.dotsHalved) { body in
            body.mappingLines { $0.first == dot ? [dot] + $0 : $0 }
        },
        BodyRepair(.fromQuoted) { body in
            body.mappingLines { line in
                line.first == quote && line.drop { $0 == quote }.starts(with: from) ? line.dropFirst() : line
            }
        },
        BodyRepair(.fromUnquoted) { body in
            body.mappingLines { $0.starts(with: from) ? [quote] + $0 : $0 }
        },
    ]

    static let lineEnd: [UInt8] = [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    static let space = UInt8(ascii: " ")
    private static let hyphen = UInt8(ascii: "-")
    private static let dot = UInt8(ascii: ".")
    private static let quote = UInt8(ascii: ">")
    private static let from = Array("From ".utf8)
}

extension UInt8 {
    /// Whether the octet is a space or a tab.
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
