import DeliveryQueue
import InternetMessage
import NIOCore
import SMTPTransport

/// The octets of a message on its way in: in memory while they are few, in the queue's store once they are many.
///
/// What is in memory is taken of the budget that all sessions share, and given back as it is written to the store. Of a
/// message in the store the header stays in memory, as it is judged when the message is whole, and may be another one for
/// some recipients. A message that goes out in several copies lies in the store as often.
struct InboundContent {
    /// Why a message cannot be taken, apart from a store that fails; complete.
    enum Refusal: Error, Hashable {
        /// It outgrew the memory that all sessions share.
        case crowdedOut
        /// Its header is larger, or has more fields, than is read.
        case headerTooLarge
    }

    /// The least that is written to the store at a time, but for the end: 64 KiB, as each piece costs a round trip.
    static let pieceSize = 65_536

    /// The most octets of a message that lie in memory: its header, and what is not yet in the store.
    ///
    /// - Parameters:
    ///   - spoolThreshold: up to which size messages are kept in memory; `.max` for all.
    ///   - maximumHeaderSize: the largest header in octets that a client may send.
    /// - Returns: the octets, or nil where messages are kept in memory whole.
    static func mostInMemory(spoolThreshold: Int, maximumHeaderSize: Int) -> Int? {
        spoolThreshold == .max ? nil : max(spoolThreshold, pieceSize) + maximumHeaderSize
    }

    private let queue: MailQueue
    private let memory: SMTPMemoryBudget
    private let limits: HeaderLimits
    /// What is in memory and not in the store.
    private var octets: [UInt8] = []
    /// The header, once the rest of the message goes to the store.
    private var header: MessageHeader?
    /// How many copies of the message may be asked for, set before its first octet.
    var copies = 1
    /// Up to which size the message stays in memory whatever the queue says, since somebody is to see all of it, unless
    /// half of the budget is taken; set before its first octet.
    var keptInMemory = 0
    /// How many octets are taken of the budget, by `octets` and `header`.
    private var taken = 0
    private var spools: [InboundSpool] = []
    private var refusal: Refusal?
    /// How many octets there have to be before the end of the header is looked for again.
    private var nextLook = 0

    /// Makes the content of a message of which nothing has come.
    ///
    /// - Parameters:
    ///   - queue: in whose store larger messages go.
    ///   - memory: the budget that all sessions share.
    ///   - maximumHeaderSize: the largest header in octets that a client may send.
    init(queue: MailQueue, memory: SMTPMemoryBudget, maximumHeaderSize: Int) {
        self.queue = queue
        self.memory = memory
        // The protocol has measured the header already; here are its other limits.
        var limits = HeaderLimits.standard
        limits.maximumSize = max(limits.maximumSize, maximumHeaderSize)
        self.limits = limits
    }

    /// Takes octets; of a message that will be refused it takes none.
    ///
    /// - Parameter buffer: what has come.
    /// - Returns: when more may come: at once, or when a piece has been written to the store.
    mutating func receive(_ buffer: ByteBuffer) -> SMTPDemand {
        guard refusal == nil, spools.allSatisfy({ $0.failure == nil }) else { return .more }
        guard take(buffer.readableBytes) else { return .more }
        octets.append(contentsOf: buffer.readableBytesView)
        guard octets.count >= Self.pieceSize else { return .more }
        if spools.isEmpty { beginSpools() }
        // The header that was taken away counts for no piece.
        guard !spools.isEmpty, octets.count >= Self.pieceSize else { return .more }
        let (piece, memory, spools) = (octets, memory, spools)
        octets = []
        taken -= piece.count
        return .later {
            for spool in spools { await spool.append(piece) }
            memory.giveBack(piece.count)
        }
    }

    /// Gives the message up; what comes next belongs to another one.
    mutating func forget() {
        clear()
        refusal = nil
    }

    /// Gives the whole message out, and is ready for the next one.
    ///
    /// - Throws: `Refusal`; nothing of the message is kept then.
    mutating func takeWhole() throws(Refusal) -> Whole {
        defer { forget() }
        if let refusal { throw refusal }
        let read: MessageHeader
        if let header {
            read = header
        } else {
            do { read = try MessageHeader(parsing: octets, limits: limits) } catch { throw .headerTooLarge }
        }
        let whole = Whole(header: read, octets: octets, spools: spools, memory: memory, taken: taken)
        // They belong to the whole message now, which gives them back.
        (taken, spools) = (0, [])
        return whole
    }

    private mutating func take(_ count: Int) -> Bool {
        guard memory.take(count) else {
            clear()
            refusal = .crowdedOut
            return false
        }
        taken += count
        return true
    }

    /// Begins to use the store, when the message is large enough, its header has ended, and something follows it.
    private mutating func beginSpools() {
        let kept = memory.left < memory.limit / 2 ? 0 : keptInMemory
        guard octets.count > max(queue.spoolThreshold, kept), octets.count >= nextLook else { return }
        let found: MessageHeader
        do {
            found = try MessageHeader(parsing: octets, limits: limits)
        } catch {
            clear()
            refusal = .headerTooLarge
            return
        }
        // The last line may have come in part only, and is taken for what it is when all of it is there.
        let hasEnded =
            found.ending == .emptyLine
            || found.ending == .malformedLine && octets[found.bodyOffset...].contains(UInt8(ascii: "\n"))
        guard hasEnded, octets.count > found.bodyOffset else {
            // Looked for again at twice the size, so that a long header is not read over and over.
            nextLook = octets.count * 2
            return
        }
        // Its octets are taken of the budget already, and stay so.
        header = found
        octets.removeFirst(found.bodyOffset)
        spools = (0..<max(1, copies)).map { _ in InboundSpool(queue: queue) }
    }

    private mutating func clear() {
        memory.giveBack(taken)
        for spool in spools { spool.giveUp() }
        (octets, header, taken, spools, nextLook, copies, keptInMemory) = ([], nil, 0, [], 0, 1, 0)
    }
}

extension InboundContent {
    /// A message that has come in whole; whoever has it ends it, whatever becomes of the message.
    struct Whole: Sendable {
        /// Its header.
        let header: MessageHeader
        /// What is in memory: all of it, or the end of what is in the store.
        fileprivate let octets: [UInt8]
        /// The copies in the store, without the header; none where all is in memory.
        fileprivate let spools: [InboundSpool]
        fileprivate let memory: SMTPMemoryBudget
        fileprivate let taken: Int

        /// The octets of a copy as a queue takes them.
        ///
        /// - Parameters:
        ///   - copy: which copy, from 0; each is asked for once.
        ///   - newHeader: the header in place of the one that came, its empty line included; nil for that one.
        /// - Throws: `QueueStoreError` when they could not be written to the store.
        func content(
            ofCopy copy: Int = 0, under newHeader: [UInt8]? = nil
        ) async throws(QueueStoreError) -> QueueContent {
            guard !spools.isEmpty else {
                return .octets(newHeader.map { $0 + octets.dropFirst(header.bodyOffset) } ?? octets)
            }
            guard spools.indices.contains(copy) else {
                throw QueueStoreError(.misuse, "A message was asked for in more copies than were made")
            }
            return .spooled(head: newHeader ?? headerOctets, try await spools[copy].finish(with: octets))
        }

        /// Gives the memory back and, of copies that were not accepted, what lies in the store.
        ///
        /// - Parameter accepted: how many copies the queue has taken, the first ones.
        func end(accepted: Int) {
            memory.giveBack(taken)
            for spool in spools.dropFirst(accepted) { spool.giveUp() }
        }

        /// Gives the memory back and, unless the message was accepted, what lies in the store.
        ///
        /// - Parameter isAccepted: whether the queue has taken it, as one copy.
        func end(isAccepted: Bool) { end(accepted: isAccepted ? 1 : 0) }

        /// The header as it came, its empty line included.
        private var headerOctets: [UInt8] {
            header.octets + (header.ending == .emptyLine ? [UInt8(ascii: "\r"), UInt8(ascii: "\n")] : [])
        }

        /// All of its octets, where they are in memory.
        var octetsInMemory: [UInt8]? { spools.isEmpty ? octets : nil }

        /// How many octets the message has in memory.
        var sizeInMemory: Int { octets.count }
    }
}
