import ArgumentParser
import MailAddressing
import SMTPProtocol
import SMTPTransport

extension SendCommand {
    /// The words of `--chunking`.
    enum ChunkingChoice: String, ExpressibleByArgument, CaseIterable {
        case auto
        case always
        case never
    }

    /// The words of `--pipelining`.
    enum PipeliningChoice: String, ExpressibleByArgument, CaseIterable {
        case auto
        case never
    }

    /// The words of `--ret`.
    enum ReturnChoice: String, ExpressibleByArgument, CaseIterable {
        case full
        case headers
    }

    /// What is asked of servers, by the parameters of MAIL and RCPT.
    struct Requests: ParsableArguments {
        @Option(help: ArgumentHelp("Be told of: never, or some of success,failure,delay.", valueName: "conditions"))
        var notify: String?

        @Option(help: "Return of a message that fails: full, headers.")
        var ret: ReturnChoice?

        @Option(help: ArgumentHelp("Your own name for the message, for reports.", valueName: "text"))
        var envid: String?

        @Option(
            help: ArgumentHelp("The recipient as it was first named; once for each --to.", valueName: "address"))
        var originalRecipient: [String] = []

        @Option(help: ArgumentHelp("The priority, -9 to 9.", valueName: "n"))
        var priority: Int?

        @Option(help: ArgumentHelp("Release the message after so many seconds.", valueName: "seconds"))
        var holdFor: Int?

        @Option(
            help: ArgumentHelp(
                "Deliver within so many seconds, or give up (R) or tell of the delay (N).", valueName: "seconds[:R|:N]")
        )
        var deliverBy: String?

        @Flag(help: "Demand TLS all the way.")
        var requireTLS = false

        @Flag(help: "Send the octets as they are, by BDAT: any octets, and lines need not end with CRLF.")
        var binary = false

        @Option(help: "BDAT for the message: auto, always, never.")
        var chunking = ChunkingChoice.auto

        @Option(help: "Commands together where the server allows it: auto, never.")
        var pipelining = PipeliningChoice.auto

        @Flag(help: "Speak LMTP.")
        var lmtp = false
    }
}

extension SendCommand.Requests {
    /// The options of MAIL.
    func mailOptions() throws(CommandFailure) -> MailOptions {
        var options = MailOptions()
        options.returnedContent = ret.map { $0 == .full ? .full : .headers }
        if let envid {
            guard (1...MailOptions.maximumEnvelopeIdentifierLength).contains(envid.utf8.count),
                envid.utf8.allSatisfy({ (32...126).contains($0) })
            else { throw .usage("--envid wants 1 to 100 characters of ASCII") }
            options.envelopeIdentifier = envid
        }
        if let priority {
            guard let level = MessagePriority(priority) else { throw .usage("--priority wants a number from -9 to 9") }
            options.priority = level
        }
        if let holdFor {
            guard (1...FutureRelease.maximumSeconds).contains(holdFor) else {
                throw .usage("--hold-for wants 1 to \(FutureRelease.maximumSeconds) seconds")
            }
            options.futureRelease = .after(seconds: holdFor)
        }
        if let deliverBy {
            let text = deliverBy.contains(":") ? deliverBy.replacing(":", with: ";") : "\(deliverBy);N"
            guard let deadline = DeliverBy(parsing: text) else {
                throw .usage("--deliver-by wants seconds, and perhaps :R or :N behind them, such as 3600:R")
            }
            options.deliverBy = deadline
        }
        options.requiresTLS = requireTLS
        if binary { options.body = .binaryMIME }
        return options
    }

    /// The recipients with what is asked for each.
    func recipients(_ mailboxes: [Mailbox]) throws(CommandFailure) -> [SMTPRecipient] {
        var options = RecipientOptions()
        if let notify {
            guard let conditions = NotifyConditions(parsing: notify) else {
                throw .usage("--notify wants never, or some of success,failure,delay joined by commas")
            }
            options.notify = conditions
        }
        guard originalRecipient.isEmpty || originalRecipient.count == mailboxes.count else {
            throw .usage("--original-recipient is wanted once for each recipient, or not at all")
        }
        var recipients: [SMTPRecipient] = []
        for (index, mailbox) in mailboxes.enumerated() {
            if !originalRecipient.isEmpty {
                do {
                    options.originalRecipient = OriginalRecipient(try Mailbox(originalRecipient[index]))
                } catch {
                    throw .usage("--original-recipient \(Console.printable(originalRecipient[index])): \(error)")
                }
            }
            recipients.append(SMTPRecipient(mailbox: mailbox, options: options))
        }
        return recipients
    }

    /// How the client goes about it.
    var behaviour: SMTPClient.Behaviour {
        let chunking: SMTPClientConfiguration.Chunking =
            switch chunking {
            case .auto: .from(octets: 65_536)
            case .always: .from(octets: 0)
            case .never: .never
            }
        return SMTPClient.Behaviour(
            dialect: lmtp ? .lmtp : .smtp, chunking: chunking, usesPipelining: pipelining == .auto)
    }
}
