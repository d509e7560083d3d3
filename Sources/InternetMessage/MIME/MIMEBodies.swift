/// Which parts of a message a reader of mail shows, and which it offers to save.
///
/// The choice is that of RFC 8621, section 4.1.4, which writes down what mail programs do with multipart/alternative and
/// multipart/related (RFC 2046, section 5.1.4; RFC 2387), but that nothing is hidden: what it would show to nobody is an
/// attachment. All are indices of ``MIMEStructure/parts``, in their order.
public struct MIMEBodies: Hashable, Sendable {
    /// What a reader shows who prefers plain text: text, and pictures, sounds and films that stand between.
    ///
    /// HTML is among them where no plain text says the same.
    public internal(set) var text: [Int] = []
    /// What a reader shows who prefers HTML, plain text among them where no HTML says the same.
    public internal(set) var html: [Int] = []
    /// All else: files, messages, what belongs to an HTML text, and what could not be walked; also, though it is
    /// shown, a picture, sound or film behind the text of one form of an alternative.
    public internal(set) var attachments: [Int] = []
}
