/// All phrases of all rules as one automaton, which finds in one pass which of them a text has.
///
/// It is the automaton of Aho and Corasick over octets, in a double array: a state is a place in `slots`, its successor
/// by an octet is the place `base + class` if that is marked as its own, and else its longest true suffix is asked. The
/// time is that of the text's length and the matches' number, whatever the number of phrases.
struct PhraseMatcher: Sendable {
    /// A place of the double array.
    struct Slot: Sendable {
        /// Where the successors begin.
        var base: Int32 = 0
        /// Whose successor this is; -1 for nobody's.
        var owner: Int32 = -1
        /// The longest true suffix.
        var suffix: Int32 = 0
        /// The place in `outputs` of what ends here, or -1.
        var output: Int32 = -1
    }

    /// A piece of a phrase that ends in a state.
    struct Output: Sendable {
        var phrase: Int32
        var length: Int16
        var piece: Int8
        var beginsWord: Bool
        var endsWord: Bool
        /// Whether the phrase ends with it.
        var isLast: Bool
        /// The place in `ends` of the piece before it; -1 for a phrase's first.
        var previous: Int32
        /// The place in `ends` of this piece.
        var place: Int32
        /// Whether nothing else ends in the same state behind it.
        var isLastOfState: Bool
    }

    /// A phrase that was found.
    struct Match: Hashable, Sendable {
        /// Its number.
        var phrase: Int
        /// Behind its last octet.
        var end: Int
    }

    /// The most matches of a text that are told; a reply has a handful.
    static let maximumMatches = 256

    let classes: [UInt8]
    let slots: [Slot]
    let outputs: [Output]
    let endsCount: Int

    /// Finds the phrases that a text has, in the order in which they end; one may come more than once.
    func matches(in text: NormalizedText) -> [Match] {
        var matches: [Match] = []
        matches.reserveCapacity(16)
        let octets = text.octets
        unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(endsCount, 1)) { ends in
            unsafe ends.initialize(repeating: -1)
            var state = 0
            for index in octets.indices {
                state = next(state, Int(classes[Int(octets[index])]))
                var place = Int(slots[state].output)
                while place >= 0 {
                    let output = outputs[place]
                    if unsafe fits(output, octets, index, ends), matches.count < Self.maximumMatches {
                        if output.isLast {
                            matches.append(Match(phrase: Int(output.phrase), end: index + 1))
                        } else {
                            unsafe ends[Int(output.place)] = Int32(index + 1)
                        }
                    }
                    place = output.isLastOfState ? -1 : place + 1
                }
            }
        }
        return matches
    }

    private func next(_ state: Int, _ octetClass: Int) -> Int {
        guard octetClass != 0 else { return 0 }
        var state = state
        while true {
            let slot = slots[state]
            let target = Int(slot.base) + octetClass
            if target < slots.count, slots[target].owner == Int32(state) { return target }
            guard state != 0 else { return 0 }
            state = Int(slot.suffix)
        }
    }

    /// Whether a piece stands between words where it has to, and behind the piece before it.
    private func fits(
        _ output: Output, _ octets: [UInt8], _ index: Int, _ ends: UnsafeMutableBufferPointer<Int32>
    ) -> Bool {
        let start = index + 1 - Int(output.length)
        if output.beginsWord, start > 0, NormalizedText.isWord(octets[start - 1]), NormalizedText.isWord(octets[start])
        {
            return false
        }
        if output.endsWord, index + 1 < octets.count, NormalizedText.isWord(octets[index + 1]),
            NormalizedText.isWord(octets[index])
        {
            return false
        }
        guard output.previous >= 0 else { return true }
        let end = unsafe Int(ends[Int(output.previous)])
        return end >= 0 && end <= start && start - end <= PhrasePattern.maximumGap
    }
}
