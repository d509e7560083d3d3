/// The pieces of phrases letter by letter, before they are packed.
struct PhraseTrie {
    struct Node {
        var children: [(label: UInt8, node: Int)] = []
        var suffix = 0
        /// The nearest suffix in which a piece ends, or 0.
        var outputSuffix = 0
        var outputs: [PhraseMatcher.Output] = []
    }

    var nodes = [Node()]
    /// The class of each octet: 0 for those that no phrase has.
    ///
    /// A clause's end is a space.
    var classes = [UInt8](repeating: 0, count: 256)
    /// The nodes by depth.
    private(set) var order: [Int] = [0]
    /// How many pieces have another behind them.
    private(set) var endsCount = 0

    init(_ phrases: [PhrasePattern]) {
        var count: UInt8 = 0
        for octet in phrases.flatMap({ $0.pieces.flatMap(\.octets) }) where classes[Int(octet)] == 0 {
            // No phrase has all 256 octets, so that the count stays within its type.
            count += count < .max ? 1 : 0
            classes[Int(octet)] = count
        }
        classes[Int(NormalizedText.clauseEnd)] = classes[Int(NormalizedText.space)]
        for (number, phrase) in phrases.enumerated() {
            var previous: Int32 = -1
            for (index, piece) in phrase.pieces.enumerated() {
                let isLast = index == phrase.pieces.count - 1
                let node = insert(piece.octets)
                nodes[node].outputs.append(
                    PhraseMatcher.Output(
                        phrase: Int32(number), length: Int16(piece.octets.count), piece: Int8(index),
                        beginsWord: piece.beginsWord, endsWord: piece.endsWord, isLast: isLast, previous: previous,
                        place: Int32(endsCount), isLastOfState: false))
                if !isLast {
                    previous = Int32(endsCount)
                    endsCount += 1
                }
            }
        }
    }

    /// All that ends in a node: its own pieces and those of its suffixes.
    func outputs(of node: Int) -> [PhraseMatcher.Output] {
        var outputs: [PhraseMatcher.Output] = []
        var next = nodes[node].outputs.isEmpty ? nodes[node].outputSuffix : node
        while next != 0 {
            outputs += nodes[next].outputs
            next = nodes[next].outputSuffix
        }
        return outputs
    }

    mutating func linkSuffixes() {
        var index = 0
        while index < order.count {
            let node = order[index]
            index += 1
            for child in nodes[node].children {
                order.append(child.node)
                var suffix = nodes[node].suffix
                while suffix != 0, successor(of: suffix, by: child.label) == nil { suffix = nodes[suffix].suffix }
                let found = node == 0 ? 0 : successor(of: suffix, by: child.label) ?? 0
                nodes[child.node].suffix = found
                nodes[child.node].outputSuffix = nodes[found].outputs.isEmpty ? nodes[found].outputSuffix : found
            }
        }
    }

    private mutating func insert(_ octets: [UInt8]) -> Int {
        var node = 0
        for octet in octets {
            let label = classes[Int(octet)]
            if let next = successor(of: node, by: label) {
                node = next
            } else {
                nodes.append(Node())
                nodes[node].children.append((label, nodes.count - 1))
                node = nodes.count - 1
            }
        }
        return node
    }

    private func successor(of node: Int, by label: UInt8) -> Int? {
        for child in nodes[node].children where child.label == label { return child.node }
        return nil
    }
}
