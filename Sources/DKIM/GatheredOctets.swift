/// Gathers short pieces on their way to a sink, as a call for each would cost more than the octets do; long ones pass.
@safe
struct GatheredOctets: ~Copyable {
    /// How much is gathered at most.
    static let capacity = 1_024

    private let octets: UnsafeMutablePointer<UInt8>
    private var count = 0

    /// Makes an empty one.
    ///
    /// - Parameter memory: room for ``capacity`` octets, which lives as long as this value.
    init(in memory: UnsafeMutablePointer<UInt8>) { unsafe octets = memory }

    /// Takes one octet.
    mutating func append(_ octet: UInt8, sink: inout some OctetSink) {
        if count == Self.capacity { flush(into: &sink) }
        unsafe octets[count] = octet
        count &+= 1
    }

    /// Takes a piece.
    mutating func append(_ piece: Span<UInt8>, sink: inout some OctetSink) {
        guard piece.count <= Self.longest else {
            flush(into: &sink)
            sink.append(piece)
            return
        }
        if piece.count > Self.capacity - count { flush(into: &sink) }
        unsafe piece.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe (octets + count).update(from: start, count: source.count)
        }
        count &+= piece.count
    }

    /// Gives the sink what was gathered.
    mutating func flush(into sink: inout some OctetSink) {
        guard count > 0 else { return }
        sink.append(unsafe Span(_unsafeStart: octets, count: count))
        count = 0
    }

    /// The longest piece that is gathered.
    private static let longest = 128
}
