import DeliveryQueue

/// Takes the octets of one message into segment files, as they come in.
///
/// All of them go there, however few: `spoolThreshold` tells callers when that is worth it, and is not looked at here.
/// They are gathered until there are `pieceSize` of them, and then appended as one run: between two calls there are
/// fewer than that in memory, and during a call those and what it brought. After a failure every later call fails
/// alike, and the message has to be given up.
actor SegmentContentSpool: ContentSpool {
    private let spool: SegmentSpool
    private let pin: SegmentPin
    private let room: RoomWatch?
    private var extents: [ContentExtent] = []
    private var piece: [UInt8] = []
    private var size = 0
    private var isEightBit = false
    private var ending: QueueStoreError?

    /// How many octets are gathered before they are appended; only the last run of a message has fewer.
    ///
    /// Enough to write at the disk's speed, with few extents for a message, and little memory for a thousand sessions.
    static let pieceSize = 131_072

    /// Begins a message.
    ///
    /// - Parameters:
    ///   - spool: where its octets go.
    ///   - room: knows whether there is room for them; nil asks nobody.
    init(spool: SegmentSpool, room: RoomWatch? = nil) {
        self.spool = spool
        self.room = room
        pin = spool.makePin()
    }

    /// Takes the next octets; see the contract of `ContentSpool`.
    func append(_ octets: [UInt8]) throws(QueueStoreError) {
        if let ending { throw ending }
        size += octets.count
        if !isEightBit { isEightBit = octets.reduce(0, |) > 127 }
        if piece.isEmpty, octets.count >= Self.pieceSize {
            try write(octets)
        } else {
            piece += octets
            if piece.count >= Self.pieceSize { try flush() }
        }
    }

    /// Ends the message; see the contract of `ContentSpool`.
    func finish() throws(QueueStoreError) -> SpooledContent {
        if let ending { throw ending }
        try flush()
        ending = QueueStoreError(.misuse, "The message was ended already")
        piece = []
        return SpooledContent(size: size, isEightBit: isEightBit, place: SpooledPlace(extents: extents, pin: pin))
    }

    /// Gives the message up; see the contract of `ContentSpool`.
    func discard() {
        ending = QueueStoreError(.misuse, "The message was given up already")
        piece = []
        extents = []
        pin.release()
    }

    private func flush() throws(QueueStoreError) {
        guard !piece.isEmpty else { return }
        try write(piece)
        piece.removeAll(keepingCapacity: true)
    }

    private func write(_ octets: [UInt8]) throws(QueueStoreError) {
        do throws(QueueStoreError) {
            try room?.demand()
            extents.append(try spool.append(octets, pin: pin))
        } catch {
            ending = error
            throw error
        }
    }
}
