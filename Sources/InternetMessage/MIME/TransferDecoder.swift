/// Undoes a transfer encoding, piece by piece (RFC 2045, section 6).
///
/// However the body is cut, the result is the same. Nothing is refused: what is malformed is skipped or kept as it stands,
/// and counted. The memory it takes is small and fixed, whatever the size of the body.
///
/// - Base64 (section 6.8): what is not of its alphabet is skipped, missing padding is no mistake, and behind padding more
///   base64 may follow, as where encoded pieces were put together.
/// - Quoted-printable (section 6.7): an escape that is none stays as it stands, lower case digits count, blanks at the end of
///   a line are dropped, LF alone ends a line too, and line ends stay as they are.
/// - Uuencode: the lines between `begin` and `end`, of each file in the body; all else is skipped.
/// - Any other: the octets as they stand.
public struct TransferDecoder: Sendable {
    private enum Method: Sendable {
        case identity
        case base64(Base64TransferDecoder)
        case quotedPrintable(QuotedPrintableTransferDecoder)
        case uuencode(UUEncodeTransferDecoder)
    }

    private var method: Method

    /// Makes a decoder that has seen nothing.
    ///
    /// - Parameter encoding: the encoding to undo.
    public init(_ encoding: TransferEncoding) {
        method =
            switch encoding {
            case .base64: .base64(Base64TransferDecoder())
            case .quotedPrintable: .quotedPrintable(QuotedPrintableTransferDecoder())
            case .uuencode: .uuencode(UUEncodeTransferDecoder())
            default: .identity
            }
    }

    /// How many octets were found so far that the encoding does not allow where they stand.
    ///
    /// Blanks and line ends in base64, and what stands outside of `begin` and `end` in uuencode, do not count.
    public var malformedCount: Int {
        switch method {
        case .identity: 0
        case .base64(let decoder): decoder.malformedCount
        case .quotedPrintable(let decoder): decoder.malformedCount
        case .uuencode(let decoder): decoder.malformedCount
        }
    }

    /// Takes the next piece of the body.
    ///
    /// - Parameters:
    ///   - piece: any number of octets.
    ///   - output: gets the decoded octets behind those that are there.
    public mutating func decode(_ piece: Span<UInt8>, into output: inout [UInt8]) {
        switch method {
        case .identity: output.append(octetsOf: piece)
        case .base64(var decoder):
            decoder.decode(piece, into: &output)
            method = .base64(decoder)
        case .quotedPrintable(var decoder):
            decoder.decode(piece, into: &output)
            method = .quotedPrintable(decoder)
        case .uuencode(var decoder):
            decoder.decode(piece, into: &output)
            method = .uuencode(decoder)
        }
    }

    /// Says that the body has ended; nothing more is to be fed.
    ///
    /// - Parameter output: gets the last decoded octets behind those that are there.
    public mutating func finish(into output: inout [UInt8]) {
        switch method {
        case .identity: return
        case .base64(var decoder):
            decoder.finish(into: &output)
            method = .base64(decoder)
        case .quotedPrintable(var decoder):
            decoder.finish(into: &output)
            method = .quotedPrintable(decoder)
        case .uuencode(var decoder):
            decoder.finish(into: &output)
            method = .uuencode(decoder)
        }
    }
}

extension TransferDecoder {
    /// Decodes a whole body.
    ///
    /// - Parameters:
    ///   - octets: the body.
    ///   - encoding: the encoding to undo.
    public static func decoded(_ octets: Span<UInt8>, _ encoding: TransferEncoding) -> [UInt8] {
        var decoder = TransferDecoder(encoding)
        var output: [UInt8] = []
        // No encoding makes octets more.
        output.reserveCapacity(octets.count)
        decoder.decode(octets, into: &output)
        decoder.finish(into: &output)
        return output
    }
}
