package dev.coffer.tool.math;

import com.ezylang.evalex.BaseException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.FunctionDictionaryIfc;
import com.ezylang.evalex.config.MapBasedFunctionDictionary;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.AbstractFunction;
import com.ezylang.evalex.functions.FunctionParameter;
import com.ezylang.evalex.operators.AbstractOperator;
import com.ezylang.evalex.operators.InfixOperator;
import com.ezylang.evalex.operators.OperatorIfc;
import com.ezylang.evalex.parser.ASTNode;
import com.ezylang.evalex.parser.Token;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Figures;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** An expression's value. A library parses it; what its parts mean is {@link Arithmetic}'s. */
final class Calculate {

    record Wanted(String expression, long precision) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Field.anyText(
                                        "expression",
                                        MathLimits.EXPRESSION_CHARS,
                                        "With + - * / % ^, brackets, pi, e, sqrt, sin, cos, tan, log, ln, abs, floor, ceil, round.")
                                .map(Texts::wellFormed),
                        Texts.clamped("precision", 0, 100, 10, "Decimal places of the result."));
    }

    record Result(String expression, BigDecimal result) {}

    /** A function's name and that it takes one value: all that parsing needs. */
    @FunctionParameter(name = "value")
    private static final class Named extends AbstractFunction {
        @Override
        public EvaluationValue evaluate(
                Expression expression, Token token, EvaluationValue... values) {
            throw new UnsupportedOperationException("only parsed");
        }
    }

    /**
     * What is raised to a power with a sign. A sign binds less than a power, so that {@code -2^2}
     * is -4; behind one the parser has to be told that it belongs to it.
     */
    @InfixOperator(
            precedence = OperatorIfc.OPERATOR_PRECEDENCE_POWER_HIGHER,
            leftAssociative = false)
    private static final class NegativePower extends AbstractOperator {
        @Override
        public EvaluationValue evaluate(
                Expression expression, Token token, EvaluationValue... values) {
            throw new UnsupportedOperationException("only parsed");
        }
    }

    private static final String NEGATIVE_POWER = "^-";
    private static final Pattern SIGNED_POWER = Pattern.compile("\\^[\\s+-]+");

    private static final ExpressionConfiguration GRAMMAR =
            ExpressionConfiguration.builder()
                    .functionDictionary(functions())
                    .powerOfPrecedence(OperatorIfc.OPERATOR_PRECEDENCE_POWER_HIGHER)
                    .implicitMultiplicationAllowed(false)
                    .arraysAllowed(false)
                    .structuresAllowed(false)
                    .binaryAllowed(false)
                    .build()
                    .withAdditionalOperators(Map.entry(NEGATIVE_POWER, new NegativePower()));

    private static final int MOST_DEPTH = 200;

    private Calculate() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.heavy(
                "/api/math/calculate",
                Wanted.SHAPE,
                Result.class,
                "Computes an expression, in decimal.",
                "{\"expression\": \"(2 + 3) * sqrt(16)\"}",
                in ->
                        new Result(
                                in.expression(),
                                Figures.rounded(
                                        Figures.inReach(value(in.expression())),
                                        (int) in.precision())));
    }

    private static FunctionDictionaryIfc functions() {
        FunctionDictionaryIfc functions = new MapBasedFunctionDictionary();
        Arithmetic.FUNCTIONS.keySet().forEach(name -> functions.addFunction(name, new Named()));
        return functions;
    }

    private static BigDecimal value(String expression) {
        try {
            String plain = SIGNED_POWER.matcher(expression).replaceAll(Calculate::power);
            return value(new Expression(plain, GRAMMAR).getAbstractSyntaxTree(), 0);
        } catch (BaseException e) {
            throw invalid("at character " + e.getStartPosition());
        } catch (ArithmeticException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static String power(MatchResult signed) {
        long minuses = signed.group().chars().filter(c -> c == '-').count();
        return minuses % 2 == 0 ? "^" : NEGATIVE_POWER;
    }

    private static BigDecimal value(ASTNode node, int depth) {
        if (depth > MOST_DEPTH) {
            throw invalid("it is nested too deep");
        }
        String text = node.getToken().getValue();
        List<BigDecimal> values =
                node.getParameters().stream().map(part -> value(part, depth + 1)).toList();
        return switch (node.getToken().getType()) {
            case NUMBER_LITERAL -> literal(text);
            case VARIABLE_OR_CONSTANT -> known(Arithmetic.CONSTANTS, text);
            case PREFIX_OPERATOR ->
                    switch (text) {
                        case "-" -> values.getFirst().negate();
                        case "+" -> values.getFirst();
                        default -> throw invalid("there is no " + text);
                    };
            case INFIX_OPERATOR ->
                    text.equals(NEGATIVE_POWER)
                            ? Arithmetic.infix("^", values.getFirst(), values.getLast().negate())
                            : Arithmetic.infix(text, values.getFirst(), values.getLast());
            case FUNCTION -> known(Arithmetic.FUNCTIONS, text).apply(values.getFirst());
            default -> throw invalid("there is no " + text);
        };
    }

    private static BigDecimal literal(String text) {
        try {
            return Arithmetic.held(new BigDecimal(text));
        } catch (NumberFormatException e) {
            throw invalid("no number: " + text);
        }
    }

    private static <T> T known(Map<String, T> all, String name) {
        T found = all.get(name.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw invalid("there is no " + name);
        }
        return found;
    }

    private static Problem invalid(String why) {
        return Problem.invalid("expression", "must be an expression that has a value: " + why);
    }
}
