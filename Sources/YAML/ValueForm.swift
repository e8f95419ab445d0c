/// The YAML that a kind of value takes, as far as an editor can check it without the decoder.
public indirect enum ValueForm: Sendable, Hashable {
    /// Left to the decoder.
    case any
    /// A text, a number or a boolean.
    case scalar
    /// `true` or `false`.
    case boolean
    /// A whole number in a range.
    case integer(ClosedRange<Int>)
    /// One of some words.
    case words([String])
    /// A map whose keys the catalogue lists.
    case map
    /// A map whose keys the author chooses.
    case names(ValueForm)
    /// A list.
    case list(ValueForm, least: Int)
    /// A list, or one element alone.
    case oneOrMore(ValueForm)
    /// One of several forms.
    case choice([ValueForm])
}
