package dev.skipjack.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The page: a template with style, scripts and data put in, so that it needs no other file and no
 * network; its content security policy forbids one. Data are JSON in which nothing can end the
 * element that it lies in, and the script shows them as text alone.
 */
final class Page {
  private static final String ECHARTS =
      "/META-INF/resources/webjars/echarts/%s/dist/echarts.common.min.js";

  private static final ObjectWriter JSON = json();

  private Page() {}

  static String of(ReportData data) {
    try {
      return resource("report.html")
          .replace("/* report.css */", resource("report.css"))
          .replace("/* echarts.js */", script(echarts()))
          .replace("/* report.js */", script(resource("report.js")))
          .replace("{ \"report\": \"data\" }", JSON.writeValueAsString(data));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String echarts() {
    return resource(
        String.format(Locale.ROOT, ECHARTS, RunFacts.versions().getProperty("echarts")));
  }

  /** A script must not contain the end of its element; in JavaScript the slash may be escaped. */
  private static String script(String text) {
    return text.replace("</script", "<\\/script");
  }

  private static String resource(String name) {
    try (InputStream file = Page.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException(
            name + " is not on the class path: was org.webjars.npm:echarts excluded?");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectWriter json() {
    SimpleModule values = new SimpleModule();
    values.addSerializer(Double.class, new FiniteOrNull());
    values.addSerializer(double.class, new FiniteOrNull());
    values.addSerializer(BufferedImage.class, new PictureUrl());
    JsonMapper mapper = JsonMapper.builder().addModule(values).build();
    mapper.getFactory().setCharacterEscapes(new ScriptEscapes());
    return mapper.writer();
  }

  /** JSON has no NaN: what is not known, or not finite, is null. */
  private static final class FiniteOrNull extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
  }

  /** A picture is a URL that holds it. */
  private static final class PictureUrl extends JsonSerializer<BufferedImage> {
    @Override
    public void serialize(BufferedImage value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(PictureData.url(value));
    }
  }

  /** No text in the data is a tag, a comment or an entity of HTML. */
  private static final class ScriptEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1;
    private final int[] ascii = standardAsciiEscapesForJSON();

    ScriptEscapes() {
      ascii['<'] = ESCAPE_STANDARD;
      ascii['>'] = ESCAPE_STANDARD;
      ascii['&'] = ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ascii.clone();
    }

    @Override
    public SerializableString getEscapeSequence(int character) {
      return new SerializedString(String.format(Locale.ROOT, "\\u%04x", character));
    }
  }
}
