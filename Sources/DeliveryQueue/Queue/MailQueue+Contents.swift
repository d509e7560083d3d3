/// The octets of a message that were read back from the store, or are about to be: all its attempts at one time share
/// them.
struct SharedContent: Sendable {
    /// What came of a reading; complete.
    enum Outcome: Sendable {
        /// The octets, or nil when they are no longer there.
        case octets([UInt8]?)
        /// They could not be read.
        case failed(QueueStoreError)
        /// They were not read, as no delivery begins any more.
        case stopped
    }

    /// How many attempts use them.
    var users = 0
    /// How many octets are charged for them: 0 until there is room.
    var charge = 0
    /// Whether there is room for them, so that whoever joins needs no more.
    var hasRoom = false
    /// Waits for room, and reads them.
    let reading: Task<Outcome, Never>
}

/// What messages that are read back from the store take in memory, and what waits for that.
extension MailQueue {
    /// How many attempts may be without their octets at once: they hold a place among those under way, which messages
    /// that are in memory need, and each of them keeps the disk busy once there is room.
    static let mostWithoutContent = 32

    /// Whether an attempt may begin: it finds the octets in memory, or there are not too many that do not.
    ///
    /// - Parameters:
    ///   - item: the delivery.
    ///   - waiting: how many have none yet; counted up for this one if it has none either.
    func mayBegin(_ item: DeliveryScheduler.Item, waiting: inout Int) -> Bool {
        if hasContent(item.message) { return true }
        guard waiting < Self.mostWithoutContent else { return false }
        waiting += 1
        return true
    }

    /// Whether an attempt would find the octets of a message in memory, or on their way there.
    func hasContent(_ id: MessageID) -> Bool { active[id]?.content != nil || contents[id]?.hasRoom == true }

    /// What is said of a message that would have to be read back, while too many wait for that already; else nil.
    func memoryLimit(of id: MessageID) -> LimitReport? {
        guard !hasContent(id), withoutContent.count >= Self.mostWithoutContent else { return nil }
        let (used, allowed) = (readingInMemory, configuration.readingMemory)
        return LimitReport(
            .memory, rule: "the queue", used: used, allowed: allowed,
            numbers: "\(withoutContent.count) messages are being read back; \(used) of \(allowed) octets of memory for "
                + "such messages are used",
            isLimiting: true, liftedBy: "the end of an attempt that was read back")
    }

    /// Notes that an attempt has its octets, or needs none any more: another one may look for its own.
    func hasFoundContent(_ attempt: UInt64) {
        let wasFull = withoutContent.count >= Self.mostWithoutContent
        guard withoutContent.remove(attempt) != nil, wasFull else { return }
        pump()
    }

    /// Takes part in the octets of a message, until `endSharing`.
    ///
    /// - Returns: the reading of them.
    func share(_ message: QueuedMessage) -> Task<SharedContent.Outcome, Never> {
        let (id, size, store) = (message.id, message.size, store)
        if let known = contents[id] {
            contents[id]?.users += 1
            return known.reading
        }
        let reading = Task { () -> SharedContent.Outcome in
            guard await self.waitForRoom(size, for: id) else { return .stopped }
            do throws(QueueStoreError) {
                return .octets(try await store.content(of: id))
            } catch {
                return .failed(error)
            }
        }
        contents[id] = SharedContent(users: 1, reading: reading)
        return reading
    }

    /// Ends the part that an attempt takes in the octets of a message; what nobody needs leaves the memory.
    func endSharing(_ id: MessageID) {
        contents[id]?.users -= 1
        guard let content = contents[id], content.users == 0 else { return }
        contents[id] = nil
        readingInMemory -= content.charge
        while let next = readingWaiters.first, hasRoom(for: next.size) {
            readingWaiters.removeFirst()
            readingInMemory += next.size
            next.continuation.resume(returning: true)
        }
    }

    /// Ends the waiting for room, as no delivery begins any more.
    func stopWaitingForRoom() {
        for waiter in readingWaiters { waiter.continuation.resume(returning: false) }
        readingWaiters = []
    }

    /// Waits until the octets of a message may be read, in the order of those who ask.
    private func waitForRoom(_ size: Int, for id: MessageID) async -> Bool {
        guard isRunning else { return false }
        if readingWaiters.isEmpty, hasRoom(for: size) {
            readingInMemory += size
        } else {
            guard await withCheckedContinuation({ readingWaiters.append((size, $0)) }) else { return false }
        }
        contents[id]?.charge = size
        contents[id]?.hasRoom = true
        return true
    }

    private func hasRoom(for size: Int) -> Bool {
        readingInMemory == 0 || readingInMemory + size <= configuration.readingMemory
    }
}
