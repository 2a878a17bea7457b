import java.io.BufferedReader;
import java.io.File;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/**
 * Validates PDFs with veraPDF: the arguments name the profiles, standard input names the files, one a line.
 *
 * <p>Answers each file at once, on standard output, with exactly one line for each profile, in that order, preceded by
 * one line for each rule that the file breaks. Fields are parted by tabs, a file is its
 * number on standard input, from 0:
 *
 * <pre>
 *   RULE   file  profile  clause-test  times  message
 *   PASS   file  profile  checks made
 *   FAIL   file  profile  checks made
 *   ERROR  file  profile  why the file could not be validated
 * </pre>
 *
 * <p>The exit code tells only whether the program came to its end; the verdicts are in the lines.
 */
public final class Check {
  private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

  public static void main(String[] names) throws Exception {
    LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    Map<String, ValidationProfile> profiles = new TreeMap<>();
    for (String name : names) {
      profiles.put(name, profile(name));
    }
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int number = 0;
    for (String file = input.readLine(); file != null; file = input.readLine()) {
      for (String name : names) {
        check(number, new File(file), name, profiles.get(name));
      }
      OUT.flush();
      number++;
    }
  }

  private static ValidationProfile profile(String name) throws Exception {
    try (InputStream xml = PDFAValidator.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml")) {
      if (xml == null) {
        throw new IllegalArgumentException("veraPDF has no profile " + name);
      }
      return Profiles.profileFromXml(xml);
    }
  }

  private static void check(int number, File file, String name, ValidationProfile profile) {
    try (PDFAParser parser = Foundries.defaultInstance().createParser(file, profile.getPDFAFlavour());
        PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
      ValidationResult result = validator.validate(parser);
      Map<String, Integer> broken = new TreeMap<>();
      Map<String, String> messages = new TreeMap<>();
      for (TestAssertion assertion : result.getTestAssertions()) {
        if (assertion.getStatus() == TestAssertion.Status.FAILED) {
          String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
          broken.merge(rule, 1, Integer::sum);
          messages.putIfAbsent(rule, assertion.getMessage());
        }
      }
      broken.forEach((rule, times) -> say("RULE", number, name, rule, times, messages.get(rule)));
      say(result.isCompliant() ? "PASS" : "FAIL", number, name, result.getTotalAssertions());
    } catch (Exception error) {
      say("ERROR", number, name, error);
    }
  }

  private static void say(Object... fields) {
    StringBuilder line = new StringBuilder();
    for (Object field : fields) {
      line.append(line.length() == 0 ? "" : "\t").append(String.valueOf(field).replaceAll("\\s+", " "));
    }
    OUT.println(line);
  }

  private Check() {}
}
