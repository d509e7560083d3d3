extension PhraseMatcher {
    /// Makes the automaton of phrases; a match names a phrase by its place in the array.
    init(_ phrases: [PhrasePattern]) {
        var trie = PhraseTrie(phrases)
        trie.linkSuffixes()
        classes = trie.classes
        endsCount = trie.endsCount
        (slots, outputs) = Self.packed(trie)
    }

    /// Puts the trie's nodes into a double array.
    ///
    /// A node's place follows from where its parent's children begin. Nodes with many children look for room first,
    /// those with one take what is left, so that hardly a place stays empty and hardly a step is lost.
    private static func packed(_ trie: PhraseTrie) -> ([Slot], [Output]) {
        let width = Int(trie.classes.max() ?? 0) + 1
        let bases = chosenBases(trie, width)
        var place = [Int](repeating: 0, count: trie.nodes.count)
        var slots = [Slot](repeating: Slot(), count: (bases.max() ?? 0) + width)
        slots[0].owner = 0
        // By depth, so that a parent's place is known before its children's.
        for node in trie.order {
            slots[place[node]].base = Int32(bases[node])
            for child in trie.nodes[node].children {
                place[child.node] = bases[node] + Int(child.label)
                slots[place[child.node]].owner = Int32(place[node])
            }
        }
        var outputs: [Output] = []
        for node in trie.order {
            slots[place[node]].suffix = Int32(place[trie.nodes[node].suffix])
            let ending = trie.outputs(of: node)
            guard !ending.isEmpty else { continue }
            slots[place[node]].output = Int32(outputs.count)
            outputs += ending
            outputs[outputs.count - 1].isLastOfState = true
        }
        return (slots, outputs)
    }

    /// Where each node's children begin: the first room from some place on that has the holes they need.
    private static func chosenBases(_ trie: PhraseTrie, _ width: Int) -> [Int] {
        var bases = [Int](repeating: 0, count: trie.nodes.count)
        var isTaken = [true]
        var firstFree = 1
        // From where on nodes with several children look: behind what was searched in vain for long.
        var start = 1
        let families = trie.order.filter { !trie.nodes[$0].children.isEmpty }
            .sorted { trie.nodes[$0].children.count > trie.nodes[$1].children.count }
        for node in families {
            let children = trie.nodes[node].children
            while firstFree < isTaken.count, isTaken[firstFree] { firstFree += 1 }
            var smallest = children[0].label
            for child in children where child.label < smallest { smallest = child.label }
            var base = max(0, (children.count > 1 ? max(start, firstFree) : firstFree) - Int(smallest))
            var misses = 0
            while !fits(children, at: base, isTaken) {
                base += 1
                misses += 1
            }
            if misses > maximumMisses { start = base + Int(smallest) }
            while isTaken.count < base + width { isTaken.append(false) }
            for child in children { isTaken[base + Int(child.label)] = true }
            bases[node] = base
        }
        return bases
    }

    private static func fits(_ children: [(label: UInt8, node: Int)], at base: Int, _ isTaken: [Bool]) -> Bool {
        for child in children {
            let target = base + Int(child.label)
            if target < isTaken.count, isTaken[target] { return false }
        }
        return true
    }

    /// How many places are tried in vain before the room in front is left to nodes with one child.
    private static let maximumMisses = 64
}
