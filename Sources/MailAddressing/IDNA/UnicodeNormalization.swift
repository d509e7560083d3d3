/// Normalization form C (Unicode Standard Annex #15): canonical decomposition, then composition.
///
/// Every scalar keeps the place of what it came from; a composed one has that of its first part. The time is linear but
/// for runs of combining marks, which are sorted by insertion.
package enum UnicodeNormalization {
    /// The text in form C.
    static func composed(_ text: [PlacedScalar]) -> [PlacedScalar] {
        // What is before U+0300 has no canonical decomposition that lasts and composes with nothing before it.
        if text.allSatisfy({ $0.value < 0x300 }) { return text }
        return composing(reordered(decomposed(text)))
    }

    /// The scalars in form C.
    package static func composed(_ text: [UInt32]) -> [UInt32] {
        composed(text.map { PlacedScalar($0, at: 0) }).map(\.value)
    }

    /// A scalar and its combining class.
    private struct Element {
        var scalar: PlacedScalar
        var combiningClass: UInt32
    }

    private static func decomposed(_ text: [PlacedScalar]) -> [Element] {
        var result: [Element] = []
        result.reserveCapacity(text.count)
        var pending: [UInt32] = []
        for scalar in text {
            pending.append(scalar.value)
            while let value = pending.popLast() {
                if let parts = Hangul.parts(of: value) ?? IDNATables.decomposition.parts(of: value) {
                    if let second = parts.second { pending.append(second) }
                    pending.append(parts.first)
                } else {
                    result.append(
                        Element(
                            scalar: PlacedScalar(value, at: scalar.offset),
                            combiningClass: IDNATables.combiningClass(value)))
                }
            }
        }
        return result
    }

    /// The marks after each starter in the order of their classes, those of one class as they stood.
    private static func reordered(_ text: [Element]) -> [Element] {
        var result = text
        for index in result.indices.dropFirst() where result[index].combiningClass != 0 {
            let element = result[index]
            var place = index
            while place > 0, result[place - 1].combiningClass > element.combiningClass {
                result[place] = result[place - 1]
                place -= 1
            }
            result[place] = element
        }
        return result
    }

    private static func composing(_ text: [Element]) -> [PlacedScalar] {
        var result: [PlacedScalar] = []
        result.reserveCapacity(text.count)
        var starter: Int?
        // The class of the last scalar that was kept behind the starter; nil when there is none.
        var lastClass: UInt32?
        for element in text {
            let isBlocked = lastClass.map { $0 >= element.combiningClass } ?? false
            if let starter, !isBlocked, let composite = composite(of: result[starter].value, element.scalar.value) {
                result[starter].value = composite
                continue
            }
            if element.combiningClass == 0 {
                starter = result.count
                lastClass = nil
            } else {
                lastClass = element.combiningClass
            }
            result.append(element.scalar)
        }
        return result
    }

    private static func composite(of first: UInt32, _ second: UInt32) -> UInt32? {
        Hangul.composite(of: first, second) ?? IDNATables.decomposition.composite(of: first, second)
    }
}

/// The arithmetic of Hangul syllables (The Unicode Standard, section 3.12).
private enum Hangul {
    static let firstSyllable: UInt32 = 0xAC00
    static let firstLead: UInt32 = 0x1100
    static let firstVowel: UInt32 = 0x1161
    /// One before the first trailing consonant: none at all has the number 0.
    static let noTrail: UInt32 = 0x11A7
    static let leads: UInt32 = 19
    static let vowels: UInt32 = 21
    static let trails: UInt32 = 28

    /// A syllable with a trailing consonant has one without and that consonant, any other its lead and its vowel.
    static func parts(of scalar: UInt32) -> DecompositionTable.Parts? {
        guard scalar >= firstSyllable, scalar < firstSyllable + leads * vowels * trails else { return nil }
        let index = scalar - firstSyllable
        let trail = index % trails
        if trail != 0 { return .init(first: scalar - trail, second: noTrail + trail) }
        return .init(
            first: firstLead + index / (vowels * trails), second: firstVowel + index % (vowels * trails) / trails)
    }

    static func composite(of first: UInt32, _ second: UInt32) -> UInt32? {
        if first >= firstLead, first < firstLead + leads, second >= firstVowel, second < firstVowel + vowels {
            return firstSyllable + ((first - firstLead) * vowels + (second - firstVowel)) * trails
        }
        guard first >= firstSyllable, first < firstSyllable + leads * vowels * trails,
            (first - firstSyllable) % trails == 0, second > noTrail, second < noTrail + trails
        else { return nil }
        return first + (second - noTrail)
    }
}
