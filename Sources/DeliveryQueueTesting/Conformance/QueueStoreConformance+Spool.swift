import DeliveryQueue

/// Octets that come in pieces.
extension QueueStoreConformance {
    /// Hands octets to a new spool in pieces.
    ///
    /// - Parameters:
    ///   - octets: the octets.
    ///   - pieces: how many octets a piece has, used again from the beginning.
    ///   - store: where.
    static func spool(
        _ octets: [UInt8], inPiecesOf pieces: [Int], to store: any QueueStore
    ) async throws(QueueStoreError) -> (spool: any ContentSpool, content: SpooledContent) {
        let spool = try await store.makeSpool()
        var (offset, index) = (0, 0)
        while offset < octets.count {
            let end = min(octets.count, offset + pieces[index % pieces.count])
            try await spool.append(Array(octets[offset..<end]))
            (offset, index) = (end, index + 1)
        }
        return (spool, try await spool.finish())
    }

    /// Contents of several sizes in pieces of several sizes, with and without octets before them.
    static func checkSpool(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        let large = min(store.spoolThreshold, 1 << 20) + 1
        let pieces: [[Int]] = [[1], [3, 0, 511], [4_095, 4_096, 4_097], [65_536], [large, 1]]
        var number: Int64 = 0
        for (size, pieces) in zip([20, 5_000, 30_000, 200_001, large], pieces) + [(0, [1]), (20, [1])] {
            for head in [[], Array("Received: somewhere\r\n".utf8)] {
                number += 1
                let octets = TrialMessages.octets(size, number: UInt64(number))
                let (_, content) = try await spool(octets, inPiecesOf: pieces, to: store)
                let words = "\(size) spooled octets after \(head.count)"
                problems.expect(content.size, is: size, "\(words) are counted")
                problems.expect(
                    content.isEightBit, is: octets.contains { $0 > 127 }, "\(words): whether one is over 127")
                let message = try TrialMessages.message(number, size: size + head.count)
                try await store.commit([.accept(message, content: .spooled(head: head, content))])
                problems.expect(
                    try await store.content(of: message.id) == head + octets, "\(words) are kept octet for octet")
            }
        }
        let ascii = try await spool(Array("text\r\n".utf8), inPiecesOf: [2], to: store)
        problems.expect(ascii.content.isEightBit, is: false, "text of ASCII has no octet over 127")
        await ascii.spool.discard()
        let first = MessageID(number: 9)
        try await store.commit([.event(first, recipients: [0], TrialMessages.event(.attemptBegan))])
        try await store.commit([.event(first, recipients: [0], TrialMessages.event(.delivered))])
        problems.expect(try await store.content(of: first), is: nil, "spooled octets go when all is settled")
        try await store.maintain(HistoryLimits(), at: start)
        problems.expect(
            try await store.content(of: MessageID(number: 10))?.count, is: large + 21,
            "maintenance leaves the octets of others")
    }

    /// Spools that are filled by turns, some of them never accepted.
    static func checkSpoolsSideBySide(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        let count = 6
        let octets = (0..<count).map { TrialMessages.octets(100_000 + $0, number: UInt64($0)) }
        var spools: [any ContentSpool] = []
        for _ in 0..<count { spools.append(try await store.makeSpool()) }
        let discarded = [1, 2]
        for offset in stride(from: 0, to: 110_000, by: 10_007) {
            // One is given up in its midst, the other one after its end.
            if (40_000..<50_000).contains(offset) { await spools[1].discard() }
            for index in 0..<count where index != 1 || offset < 40_000 {
                let piece = octets[index].dropFirst(offset).prefix(10_007)
                if !piece.isEmpty { try await spools[index].append(Array(piece)) }
            }
        }
        for index in (0..<count).reversed() where index != 1 {
            let content = try await spools[index].finish()
            let message = try TrialMessages.message(Int64(index + 1), size: content.size)
            if discarded.contains(index) { continue }
            try await store.commit([.accept(message, content: .spooled(head: [], content))])
        }
        await spools[2].discard()
        for index in 0..<count {
            let expected = discarded.contains(index) ? nil : octets[index]
            problems.expect(
                try await store.content(of: MessageID(number: Int64(index + 1))) == expected,
                "spool \(index) of \(count) side by side keeps its own octets")
        }
    }

    /// Spools that are given up, and spools whose commit is refused.
    static func checkDiscarding(_ store: any QueueStore, _ problems: inout ConformanceProblems) async throws {
        let octets = TrialMessages.octets(70_000, number: 1)
        await (try await store.makeSpool()).discard()
        let begun = try await store.makeSpool()
        try await begun.append(octets)
        await begun.discard()
        await begun.discard()
        let (finished, _) = try await spool(octets, inPiecesOf: [70_000], to: store)
        await finished.discard()
        let (_, content) = try await spool(octets, inPiecesOf: [9_000], to: store)
        let accept = QueueChange.accept(
            try TrialMessages.message(1, size: 70_000), content: .spooled(head: [], content))
        let unknown = QueueChange.event(MessageID(number: 99), recipients: [0], TrialMessages.event(.attemptBegan))
        await problems.expectRefusal(by: store, of: [accept, unknown], "spooled octets beside nonsense") {
            $0 == .misuse
        }
        problems.expect(try await store.newestMessage(), is: nil, "of what was refused nothing is there")
        try await store.commit([accept])
        problems.expect(
            try await store.content(of: MessageID(number: 1)) == octets,
            "spooled octets can be accepted after a commit that was refused")
        let (refused, rest) = try await spool(octets, inPiecesOf: [50_000], to: store)
        let again = QueueChange.accept(try message(1), content: .spooled(head: [], rest))
        await problems.expectRefusal(by: store, of: [again], "a name that is there already") { $0 == .misuse }
        await refused.discard()
        problems.expect(
            try await store.content(of: MessageID(number: 1)) == octets, "giving a refused spool up leaves the others")
    }
}
