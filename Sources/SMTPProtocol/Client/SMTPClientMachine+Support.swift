import MailAddressing

extension SMTPClientMachine {
    /// What we say in place of a server that need not be asked, as it lacks what the whole transaction needs.
    func unsupported(by transaction: SMTPTransaction) -> SMTPReply? {
        let services = extensions.services
        let options = transaction.options
        if let limit = extensions.maximumSize, transaction.size > limit {
            return SMTPReply(
                552, .init(5, 3, 4), "The message has \(transaction.size) octets, the server takes \(limit)")
        }
        if transaction.isBinary {
            if !services.isSuperset(of: [.chunking, .binaryMIME]) { return Self.needsBinary }
        } else if transaction.isEightBit, !services.contains(.eightBitMIME) {
            return Self.needsEightBit
        }
        if !services.contains(.smtpUTF8) {
            if transaction.reversePath.mailbox?.isInternationalized == true { return Self.addressNeedsUTF8 }
            if transaction.hasInternationalizedHeader { return Self.headerNeedsUTF8 }
        }
        if options.requiresTLS, !isEncrypted || !services.contains(.requireTLS) { return Self.needsRequireTLS }
        if options.deliverBy?.mode == .return, !services.contains(.deliverBy) { return Self.needsDeliverBy }
        if let release = options.futureRelease {
            guard services.contains(.futureRelease) else { return Self.needsFutureRelease }
            if case .after(let seconds) = release, let limit = extensions.maximumHold, seconds > limit {
                return SMTPReply(554, .init(5, 3, 3), "The server holds a message for \(limit) seconds at most")
            }
        }
        return nil
    }

    static let oddReply = SMTPReply(451, .init(4, 5, 0), "The server's reply makes no sense here")
    static let noMoreMessages = SMTPReply(452, .init(4, 5, 3), "The server takes no more messages on this connection")
    static let needsEightBit = SMTPReply(
        554, .init(5, 6, 3), "The message has 8-bit octets and the server does not offer 8BITMIME")
    static let needsBinary = SMTPReply(
        554, .init(5, 6, 3), "The message is binary and the server does not offer BINARYMIME")
    /// RFC 6531, sections 3.2 and 3.5; the codes are those of RFC 5248's registry.
    static let addressNeedsUTF8 = SMTPReply(
        550, .init(5, 6, 7), "The address has other letters than those of ASCII and the server does not offer SMTPUTF8")
    static let headerNeedsUTF8 = SMTPReply(
        550, .init(5, 6, 9), "The header has other letters than those of ASCII and the server does not offer SMTPUTF8")
    /// RFC 8689, section 4.2.1.
    static let needsRequireTLS = SMTPReply(
        550, .init(5, 7, 30), "The sender demands TLS all the way and the server does not offer REQUIRETLS")
    static let needsDeliverBy = SMTPReply(
        554, .init(5, 3, 3), "The message has to arrive in time and the server does not offer DELIVERBY")
    static let needsFutureRelease = SMTPReply(
        554, .init(5, 3, 3), "The message is to be held and the server does not offer FUTURERELEASE")
}
