import MailAddressing
import TestSupport
import Testing

@Suite("Normalization form C")
struct UnicodeNormalizationTests {
    struct Example: Sendable, CustomStringConvertible {
        let given: [UInt32]
        let composed: [UInt32]

        init(_ given: [UInt32], _ composed: [UInt32]) {
            self.given = given
            self.composed = composed
        }

        var description: String { given.map { String($0, radix: 16) }.joined(separator: " ") }
    }

    static let examples: [Example] = [
        .init([], []), .init([0x61, 0x62], [0x61, 0x62]), .init([0xE9], [0xE9]),
        .init([0x65, 0x301], [0xE9]), .init([0x301], [0x301]), .init([0x301, 0x65], [0x301, 0x65]),
        // Two marks of different classes are ordered; the first that composes does.
        .init([0x61, 0x302, 0x323], [0x1EAD]), .init([0x61, 0x323, 0x302], [0x1EAD]),
        .init([0x71, 0x307, 0x323], [0x71, 0x323, 0x307]),
        // Of one class they keep their order, and the second is blocked.
        .init([0x61, 0x301, 0x302], [0xE1, 0x302]), .init([0x61, 0x302, 0x301], [0x1EA5]),
        // A mark that composes with nothing blocks those of its class, not those of another.
        .init([0x61, 0x310, 0x301], [0x61, 0x310, 0x301]), .init([0x61, 0x310, 0x323], [0x1EA1, 0x310]),
        // A starter between blocks.
        .init([0x65, 0x200D, 0x301], [0x65, 0x200D, 0x301]),
        // Characters that are always another: the Kelvin and Angstrom signs, a compatibility ideograph, two marks.
        .init([0x212A], [0x4B]), .init([0x212B], [0xC5]), .init([0xF900], [0x8C48]), .init([0x344], [0x308, 0x301]),
        // Composition exclusions fall apart for good.
        .init([0x958], [0x915, 0x93C]), .init([0xFB1D], [0x5D9, 0x5B4]), .init([0x2ADC], [0x2ADD, 0x338]),
        // Several steps at once.
        .init([0x1F82], [0x1F82]), .init([0x3B1, 0x313, 0x300, 0x345], [0x1F82]),
        // Two starters that compose.
        .init([0x9C7, 0x9BE], [0x9CB]), .init([0x1_1099, 0x1_10BA], [0x1_109A]),
        // Hangul: lead and vowel, a trail after it, a trail where none can be, all there is.
        .init([0x1100, 0x1161], [0xAC00]), .init([0x1100, 0x1161, 0x11A8], [0xAC01]),
        .init([0xAC00, 0x11A8], [0xAC01]),
        .init([0xAC01, 0x11A8], [0xAC01, 0x11A8]), .init([0xAC00, 0x11A7], [0xAC00, 0x11A7]),
        .init([0x1112, 0x1175, 0x11C2], [0xD7A3]), .init([0xD7A3], [0xD7A3]), .init([0x1161], [0x1161]),
        // A pair that composes since Unicode 16.
        .init([0x1_6121, 0x1_611F], [0x1_6126]),
    ]

    @Test("composes as Unicode Standard Annex #15 has it, and once is enough", arguments: Self.examples)
    func composing(_ example: Example) {
        #expect(UnicodeNormalization.composed(example.given) == example.composed)
        #expect(UnicodeNormalization.composed(example.composed) == example.composed)
    }

    @Test("is canonically equivalent to what was given", arguments: 0..<300 as Range<UInt64>)
    func equivalence(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let ranges: [ClosedRange<UInt32>] = [
            0x41...0x17F, 0x300...0x34E, 0x370...0x3FF, 0x5D0...0x5EA, 0x900...0x9FF, 0x1100...0x11FF, 0x1E00...0x1FFE,
            0xAC00...0xD7A3, 0xF900...0xFAD9,
        ]
        var scalars: [UInt32] = []
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            scalars.append(UInt32.random(in: ranges.randomElement(using: &generator) ?? 0x41...0x5A, using: &generator))
        }
        let composed = UnicodeNormalization.composed(scalars)
        #expect(text(composed) == text(scalars))
        #expect(UnicodeNormalization.composed(composed) == composed)
    }

    @Test("of many marks is done in a time that a short text allows")
    func manyMarks() {
        let marks = [UInt32](repeating: 0x301, count: 250) + [UInt32](repeating: 0x323, count: 250)
        let wanted = Array(marks.suffix(250) + marks.prefix(250))
        #expect(UnicodeNormalization.composed([0x200D] + marks) == [0x200D] + wanted)
    }

    @Test("is of Unicode 17")
    func version() {
        #expect(IDNATables.unicodeVersion == "17.0.0")
    }

    private func text(_ scalars: [UInt32]) -> String {
        String(String.UnicodeScalarView(scalars.compactMap { UnicodeScalar($0) }))
    }
}
