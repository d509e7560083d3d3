import MailCryptography

/// The key records that were met before, read, with their keys ready for use by any number of threads.
///
/// Reading a key costs half of a verification with it, and one of an unusual form several. The records themselves are what is remembered, not
/// where they stood: a record that changes in the DNS is another one here, so that nothing can be out of date. Two
/// generations of a number of records are kept; when the younger one is full, the older one is dropped.
final class PreparedKeys: Sendable {
    /// A record and the key in it.
    final class Prepared: Sendable {
        /// The record, or nil where it cannot be read.
        let record: DKIMKeyRecord?
        /// The key, or nil where there is none.
        let key: PublicKey?

        init(record: DKIMKeyRecord?, key: PublicKey?) {
            self.record = record
            self.key = key
        }
    }

    private struct Generations: Sendable {
        var young: [Text: Prepared] = [:]
        var old: [Text: Prepared] = [:]
    }

    /// The octets of a record; hashed in one piece, where an array would hash them one by one.
    private struct Text: Hashable {
        let octets: [UInt8]

        func hash(into hasher: inout Hasher) {
            unsafe octets.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        }
    }

    private let capacity: Int
    private let generations = LockedBox(Generations())
    private let parsed = LockedBox(0)

    /// Makes an empty one.
    ///
    /// - Parameter capacity: how many records a generation has; none is remembered for 0.
    init(capacity: Int) { self.capacity = capacity }

    /// How many records were read, and not found among those that were read before.
    var parsedCount: Int { parsed.withLock { $0 } }

    /// The record of some octets, read now or before.
    func prepared(_ octets: [UInt8]) -> Prepared {
        let text = Text(octets: octets)
        if let known = generations.withLock({ $0.young[text] ?? $0.old[text] }) { return known }
        parsed.withLock { $0 += 1 }
        let record = try? DKIMKeyRecord(parsing: octets)
        let prepared = Prepared(record: record, key: try? record?.publicKey())
        guard capacity > 0, octets.count <= Self.maximumLength else { return prepared }
        generations.withLock { generations in
            if generations.young.count >= capacity {
                generations.old = generations.young
                generations.young = [:]
            }
            generations.young[text] = prepared
        }
        return prepared
    }

    /// The longest record that is remembered, in octets: more than that of an RSA key of 4,096 bits with notes.
    private static let maximumLength = 4_096
}
