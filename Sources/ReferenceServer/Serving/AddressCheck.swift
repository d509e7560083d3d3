import DeliveryQueue
import MailAddressing
import SMTPTransport

/// Tells before anything is made whether an address can be listened on or sent from.
enum AddressCheck {
    /// Binds the address and gives it up again, without listening: nobody is to connect who would be cut off.
    ///
    /// - Throws: `CommandFailure` with the reason, such as a port in use.
    static func check(_ endpoint: ServerConfiguration.Endpoint) throws(CommandFailure) {
        do throws(SMTPTransportError) {
            try ListeningSocket.checkAddress(host: endpoint.address.description, port: endpoint.port)
        } catch {
            throw .operational(error.reason)
        }
    }

    /// Looks whether an address to send from is one of this machine.
    ///
    /// - Parameter source: the source; one without an address is right.
    /// - Throws: `CommandFailure` where nothing can be bound to it.
    static func check(_ source: DeliverySource) throws(CommandFailure) {
        guard let address = source.address else { return }
        do throws(SMTPTransportError) {
            try ListeningSocket.checkAddress(host: address.description, port: 0)
        } catch {
            let reason = "it is no address of this machine (\(error.reason))"
            throw .operational("the source \(source.name) cannot send from \(address): \(reason)")
        }
    }
}
